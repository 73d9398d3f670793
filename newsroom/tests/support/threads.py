"""Several at once, each in a thread with a connection of its own: for tests whose writes are committed."""

import threading

from django.db import connection


def at_once(calls):
    """Let all begin at the same moment; what each gave back or raised, in their order."""
    gate = threading.Barrier(len(calls))
    results = [None] * len(calls)

    def run(index, call):
        try:
            gate.wait(timeout=10)
            results[index] = call()
        except Exception as error:
            results[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return results
