"""The guided tour of a demo platform: accounts to take, and one appeal from raising to the new rank."""
