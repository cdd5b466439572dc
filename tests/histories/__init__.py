"""Random histories of calls, each step compared with a small model of the specification."""
