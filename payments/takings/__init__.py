"""What an operator took in, per day, way to pay and VAT rate."""
