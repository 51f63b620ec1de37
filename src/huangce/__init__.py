"""Huangce (黄册): a population register and standard-address platform that a county can run itself."""

__version__ = "0.1.0"
