#!/usr/bin/env python
import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    try:
        from django.core.exceptions import ImproperlyConfigured
        from django.core.management import execute_from_command_line

        execute_from_command_line(sys.argv)
    except KeyboardInterrupt:
        # Whoever stops a command knows that they did: no traceback.
        sys.exit(130)
    except ImproperlyConfigured as error:
        # A sentence for whoever wrote the settings.
        sys.exit(f"The site can't start with these settings. {error}")
