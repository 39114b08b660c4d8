"""Plan documents in: Word, Excel, PDF and text become one kind of source document."""
