"""`python -m reaug`: the same as the command `reaug`."""

from reaug.cli.main import main

if __name__ == "__main__":
    main()
