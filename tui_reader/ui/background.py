"""Work that is done beside the screen, on threads; what fails there ends that work and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread

from textual.app import App
from textual.worker import Worker, WorkerState

from .memory import Memory


class BackgroundApp(App[int]):
    """An app that is told what failed on its threads. Threads touch no widget: they post messages."""

    def aside(self, work: Callable[[], object], group: str) -> None:
        """Do something on a thread; what the same group does already is cancelled, and may ask whether it is."""
        self.run_worker(work, thread=True, exclusive=True, group=group, exit_on_error=False)

    def ask(self, work: Callable[[], object], group: str) -> None:
        """Do on a thread what asks a disk: it may never answer, and the end of the program does not wait for that."""

        def run() -> None:
            try:
                work()
            except Exception as error:
                self.call_later(self.failed, group, error)

        Thread(target=run, name=group, daemon=True).start()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """One of our threads ended."""
        if event.state is WorkerState.ERROR and event.worker.error is not None:
            self.failed(event.worker.group, event.worker.error)

    def on_memory_done(self, message: Memory.Done) -> None:
        if self.screen_stack:  # at the very end there is nobody to tell
            message.act()

    def on_memory_failed(self, message: Memory.Failed) -> None:
        self.failed("memory", message.error)

    def failed(self, group: str, error: BaseException) -> None:
        """What a group of work was about has come to nothing."""
        raise error
