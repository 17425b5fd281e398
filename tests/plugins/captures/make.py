#!/usr/bin/env python3
"""Writes mixed.pcap: frames as a mixed network shows them, with correct lengths and checksums.

Nothing in it was recorded. Addresses are those reserved for documentation (RFC 5737, RFC 3849, RFC 7042), so the file
can be published; the frames are built field by field below. Run it in its own folder to make the file again.
"""

import struct
from ipaddress import ip_address

MAC_A = bytes.fromhex("00005e005301")
MAC_B = bytes.fromhex("00005e005302")
HOST4, PEER4 = ip_address("192.0.2.10"), ip_address("198.51.100.7")
HOST6, PEER6 = ip_address("2001:db8::10"), ip_address("2001:db8:1::7")


def checksum(data):
    """RFC 1071."""
    data += b"\0" * (len(data) % 2)
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return total ^ 0xFFFF


def pseudo(src, dst, protocol, segment):
    if src.version == 4:
        return src.packed + dst.packed + struct.pack("!BBH", 0, protocol, len(segment))
    return src.packed + dst.packed + struct.pack("!IHBB", len(segment), 0, 0, protocol)


def tcp(src, dst, sport, dport, flags, payload=b"", options=b""):
    offset = (20 + len(options)) // 4
    head = struct.pack("!HHIIBBHHH", sport, dport, 0x1000, 0x2000 if flags & 0x10 else 0, offset << 4, flags, 64240, 0, 0)
    segment = head + options + payload
    value = checksum(pseudo(src, dst, 6, segment) + segment)
    return segment[:16] + struct.pack("!H", value) + segment[18:]


def udp(src, dst, sport, dport, payload):
    segment = struct.pack("!HHHH", sport, dport, 8 + len(payload), 0) + payload
    value = checksum(pseudo(src, dst, 17, segment) + segment) or 0xFFFF
    return segment[:6] + struct.pack("!H", value) + segment[8:]


def icmp(kind, body):
    message = struct.pack("!BBH", kind, 0, 0) + body
    return message[:2] + struct.pack("!H", checksum(message)) + message[4:]


def icmp6(src, dst, kind, body):
    message = struct.pack("!BBH", kind, 0, 0) + body
    value = checksum(pseudo(src, dst, 58, message) + message)
    return message[:2] + struct.pack("!H", value) + message[4:]


def ipv4(src, dst, protocol, segment, options=b"", fragment=0):
    ihl = (20 + len(options)) // 4
    head = struct.pack("!BBHHHBBH", 0x40 | ihl, 0, ihl * 4 + len(segment), 0xBEEF, fragment, 64, protocol, 0)
    head += src.packed + dst.packed + options
    return head[:10] + struct.pack("!H", checksum(head)) + head[12:] + segment


def ipv6(src, dst, next_header, payload):
    return struct.pack("!IHBB", 6 << 28, len(payload), next_header, 64) + src.packed + dst.packed + payload


def frame(kind, payload, dst=MAC_B, src=MAC_A, tags=()):
    head = dst + src
    for tag_kind, vlan in tags:
        head += struct.pack("!HH", tag_kind, vlan)
    data = head + struct.pack("!H", kind) + payload
    return data + b"\0" * (60 - len(data))


def arp(operation, src_mac, src, dst_mac, dst):
    return struct.pack("!HHBBH", 1, 0x0800, 6, 4, operation) + src_mac + src.packed + dst_mac + dst.packed


def question(name):
    labels = b"".join(bytes([len(part)]) + part.encode() for part in name.split("."))
    return struct.pack("!HHHHHH", 0x1234, 0x0100, 1, 0, 0, 0) + labels + b"\0" + struct.pack("!HH", 1, 1)


SYN, SYN_ACK, PUSH_ACK = 0x02, 0x12, 0x18
MSS = bytes.fromhex("020405b4")
ASK = question("www.example.com")
HELLO = b"GET / HTTP/1.1\r\nHost: www.example.com\r\n\r\n"
ROUTER_ALERT = bytes.fromhex("94040000")
GATEWAY4 = ip_address("192.0.2.1")
SOLICITED = ip_address("ff02::1:ff00:7")

FRAMES = [
    # ARP, asked and answered.
    frame(0x0806, arp(1, MAC_A, HOST4, bytes(6), GATEWAY4), dst=b"\xff" * 6),
    frame(0x0806, arp(2, MAC_B, GATEWAY4, MAC_A, HOST4), dst=MAC_A, src=MAC_B),
    # DNS over IPv4, asked and answered (the answer holds the question only).
    frame(0x0800, ipv4(HOST4, GATEWAY4, 17, udp(HOST4, GATEWAY4, 40000, 53, ASK))),
    frame(0x0800, ipv4(GATEWAY4, HOST4, 17, udp(GATEWAY4, HOST4, 53, 40000, ASK)), dst=MAC_A, src=MAC_B),
    # HTTPS opens; the answer comes from the other side.
    frame(0x0800, ipv4(HOST4, PEER4, 6, tcp(HOST4, PEER4, 50000, 443, SYN, options=MSS))),
    frame(0x0800, ipv4(PEER4, HOST4, 6, tcp(PEER4, HOST4, 443, 50000, SYN_ACK, options=MSS)), dst=MAC_A, src=MAC_B),
    # HTTP with data, then with IP options.
    frame(0x0800, ipv4(HOST4, PEER4, 6, tcp(HOST4, PEER4, 50001, 80, PUSH_ACK, HELLO))),
    frame(0x0800, ipv4(HOST4, PEER4, 6, tcp(HOST4, PEER4, 50001, 80, PUSH_ACK, HELLO), options=ROUTER_ALERT)),
    # SSH, NTP, ping: not wanted.
    frame(0x0800, ipv4(HOST4, PEER4, 6, tcp(HOST4, PEER4, 50002, 22, SYN, options=MSS))),
    frame(0x0800, ipv4(HOST4, PEER4, 17, udp(HOST4, PEER4, 123, 123, bytes(48)))),
    frame(0x0800, ipv4(HOST4, PEER4, 1, icmp(8, b"\0\1\0\1" + bytes(range(48))))),
    # A DNS answer in two fragments: only the first has the ports.
    frame(0x0800, ipv4(GATEWAY4, HOST4, 17, udp(GATEWAY4, HOST4, 53, 40000, ASK + bytes(40))[:48], fragment=0x2000)),
    frame(0x0800, ipv4(GATEWAY4, HOST4, 17, udp(GATEWAY4, HOST4, 53, 40000, ASK + bytes(40))[48:], fragment=6)),
    # IPv6: HTTP, DNS behind a hop-by-hop header, neighbour discovery, SSH.
    frame(0x86DD, ipv6(HOST6, PEER6, 6, tcp(HOST6, PEER6, 50003, 80, SYN, options=MSS))),
    frame(0x86DD, ipv6(HOST6, PEER6, 0, bytes([17, 0, 5, 2, 0, 0, 1, 0]) + udp(HOST6, PEER6, 40001, 53, ASK))),
    frame(0x86DD, ipv6(HOST6, SOLICITED, 58, icmp6(HOST6, SOLICITED, 135, bytes(4) + PEER6.packed))),
    frame(0x86DD, ipv6(HOST6, PEER6, 6, tcp(HOST6, PEER6, 50004, 22, SYN, options=MSS))),
    # An IPv6 fragment that is not the first.
    frame(0x86DD, ipv6(PEER6, HOST6, 44, struct.pack("!BBHI", 17, 0, 0x0050, 7) + ASK)),
    # VLAN 100 with HTTP, two tags with IPv6 HTTPS, VLAN 100 with SSH, three tags.
    frame(0x0800, ipv4(HOST4, PEER4, 6, tcp(HOST4, PEER4, 50005, 80, SYN)), tags=[(0x8100, 100)]),
    frame(0x86DD, ipv6(HOST6, PEER6, 6, tcp(HOST6, PEER6, 50006, 443, SYN)), tags=[(0x88A8, 7), (0x8100, 100)]),
    frame(0x0800, ipv4(HOST4, PEER4, 6, tcp(HOST4, PEER4, 50007, 22, SYN)), tags=[(0x8100, 100)]),
    frame(0x0800, ipv4(HOST4, PEER4, 6, tcp(HOST4, PEER4, 50008, 80, SYN)), tags=[(0x8100, 1), (0x8100, 2), (0x8100, 3)]),
    # LLDP, a runt, and an IPv4 packet that says it is longer than its frame.
    frame(0x88CC, bytes.fromhex("0207 0400005e005301 0403 056574 0602 0078 0000"), dst=bytes.fromhex("0180c200000e")),
    MAC_B + MAC_A[:5],
    frame(0x0800, ipv4(HOST4, PEER4, 6, tcp(HOST4, PEER4, 50009, 80, PUSH_ACK, bytes(400))))[:100],
]


def main():
    with open("mixed.pcap", "wb") as out:
        out.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1))
        for number, data in enumerate(FRAMES):
            out.write(struct.pack("<IIII", 1_700_000_000 + number, 0, len(data), len(data)) + data)


main()
