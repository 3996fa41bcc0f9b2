"""`python -m app` is the same as `plumbline`."""

from app.main import command

if __name__ == "__main__":
    command()
