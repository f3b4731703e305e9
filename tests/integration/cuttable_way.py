"""A way between a device and its server that can be cut, or be silent."""
import socket
import threading


class Way:
    """Listens on `address`; passes bytes both ways until it is cut. Use as a context manager."""

    def __init__(self, server):
        host, port = server.rsplit(":", 1)
        self._server = (host, int(port))
        self._lock = threading.Lock()
        self._sockets = set()
        self._passes = threading.Event()
        self._passes.set()
        self._listener = None
        self._port = 0
        self.heal()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.cut()

    @property
    def address(self):
        return f"127.0.0.1:{self._port}"

    def heal(self):
        self._passes.set()
        if self._listener:
            return
        self._listener = socket.create_server(("127.0.0.1", self._port))
        self._port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def cut(self):
        """Connections break, and none can be made."""
        listener, self._listener = self._listener, None
        if listener:
            listener.shutdown(socket.SHUT_RDWR)
            listener.close()
        with self._lock:
            ends, self._sockets = self._sockets, set()
        for end in ends:
            end.close() if end.fileno() < 0 else self._shut(end)

    def fall_silent(self):
        """Connections stand, and nothing gets through."""
        self._passes.clear()

    @staticmethod
    def _shut(end):
        try:
            end.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        end.close()

    def _accept(self, listener):
        while True:
            try:
                device, _ = listener.accept()
                server = socket.create_connection(self._server, timeout=5)
                server.settimeout(None)
            except OSError:
                if listener is not self._listener:
                    return
                device.close()
                continue
            with self._lock:
                self._sockets |= {device, server}
            for source, target in ((device, server), (server, device)):
                threading.Thread(target=self._pump, args=(source, target), daemon=True).start()

    def _pump(self, source, target):
        try:
            while data := source.recv(65536):
                self._passes.wait()
                target.sendall(data)
        except OSError:
            pass
        self._shut(source)
        self._shut(target)
