"""Standard addresses: free text in, seven segments and a canonical key out. Pure: no framework, no database."""
