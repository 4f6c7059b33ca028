"""At the door and on the desk: QR codes of spaces, and door signs, which are tablets with a token of their own."""
