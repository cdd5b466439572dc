"""Given, when, then: the tests are the documentation."""
