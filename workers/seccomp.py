"""A filter that refuses the system calls which reach out of a process (seccomp(2)).

Written with ctypes because it is forty lines, and the libraries that do it are either
unmaintained or need a compiler on the hotline's machine. The numbers are those of the
kernel's tables (arch/x86/entry/syscalls/syscall_64.tbl, include/uapi/asm-generic/unistd.h).
"""

from __future__ import annotations

import ctypes
import errno
import platform
from dataclasses import dataclass

_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER = 22, 2
_KILL_PROCESS, _ALLOW = 0x80000000, 0x7FFF0000
_REFUSE = 0x00050000 | errno.EPERM
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_OFFSET_NUMBER, _OFFSET_ARCHITECTURE = 0, 4


@dataclass(frozen=True)
class _Architecture:
    audit: int
    calls: dict[str, int]


_ARCHITECTURES = {
    "x86_64": _Architecture(
        0xC000003E,
        {
            "socket": 41, "connect": 42, "accept": 43, "bind": 49, "listen": 50,
            "socketpair": 53, "execve": 59, "kill": 62, "ptrace": 101, "accept4": 288,
            "process_vm_readv": 310, "process_vm_writev": 311, "execveat": 322,
            "pidfd_send_signal": 424, "io_uring_setup": 425,
        },
    ),
    "aarch64": _Architecture(
        0xC00000B7,
        {
            "socket": 198, "socketpair": 199, "bind": 200, "listen": 201, "accept": 202,
            "connect": 203, "execve": 221, "kill": 129, "ptrace": 117, "accept4": 242,
            "process_vm_readv": 270, "process_vm_writev": 271, "execveat": 281,
            "pidfd_send_signal": 424, "io_uring_setup": 425,
        },
    ),
}  # fmt: skip


class _Instruction(ctypes.Structure):
    _fields_ = (
        ("code", ctypes.c_ushort),
        ("if_true", ctypes.c_ubyte),
        ("if_false", ctypes.c_ubyte),
        ("value", ctypes.c_uint),
    )


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.POINTER(_Instruction)))


def refuse_system_calls(libc: ctypes.CDLL) -> bool:
    """Make sockets, new programs and signals to others fail with EPERM from now on.

    True when the kernel took the filter; False on other machines than x86-64 and
    arm64, or where the kernel has none. Needs PR_SET_NO_NEW_PRIVS before it.
    """
    architecture = _ARCHITECTURES.get(platform.machine())
    if architecture is None:
        return False
    rules = _rules(architecture)
    program = _Program(len(rules), (_Instruction * len(rules))(*rules))
    return libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0) == 0


def _rules(architecture: _Architecture) -> list[_Instruction]:
    rules = [
        _Instruction(_LOAD, 0, 0, _OFFSET_ARCHITECTURE),
        _Instruction(_EQUAL, 1, 0, architecture.audit),
        _Instruction(_RETURN, 0, 0, _KILL_PROCESS),
        _Instruction(_LOAD, 0, 0, _OFFSET_NUMBER),
        # Numbers from 2^30 on are the x32 calls, a second door to the same rooms.
        _Instruction(_AT_LEAST, 0, 1, 0x40000000),
        _Instruction(_RETURN, 0, 0, _REFUSE),
    ]
    for number in architecture.calls.values():
        rules += [
            _Instruction(_EQUAL, 0, 1, number),
            _Instruction(_RETURN, 0, 0, _REFUSE),
        ]
    return [*rules, _Instruction(_RETURN, 0, 0, _ALLOW)]
