"""Report forms of Circular 05/2025: values with their codes, and the files that an officer can file."""
