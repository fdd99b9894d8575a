"""One function per page: ``(Context, path parameters) -> Page``."""
