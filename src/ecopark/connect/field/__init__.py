"""Field devices, read only: Modbus TCP and OPC UA are polled from a declared map. # issue 3"""
