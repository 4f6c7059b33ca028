"""What ends by itself, told to whose it is: places that are released, requests that nobody has answered."""
