"""Appeals, rulings by two people, what follows from them, and like cases."""
