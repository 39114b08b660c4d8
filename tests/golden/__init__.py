"""Tables that a person has read and the program must print again to the letter. `make golden` writes them anew."""
