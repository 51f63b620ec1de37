"""The record of law: acts, the facts they add, and the current rows folded from them."""
