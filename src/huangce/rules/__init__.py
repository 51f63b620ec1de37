"""The rules of registration as pure functions: no framework, no clock, no input or output."""
