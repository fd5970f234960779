"""Run the command line: `python -m reaug` is the same as the command `reaug`."""

from reaug.cli.main import main

if __name__ == "__main__":
    main()
