"""What is kept of sweeps: tables, their upgrade, rows as typed values, and who may write them.

Loads neither torch nor statistics.
"""
