/*
 * Decides about Ethernet frames: lets through ARP, DNS over UDP, HTTP and HTTPS over TCP, and ICMPv6, on IPv4 and
 * IPv6, with up to two VLAN tags. Frames come from the wire: no length in them is believed.
 */

enum verdict { DROP, ACCEPT };

enum { TYPE_IPV4 = 0x0800, TYPE_ARP = 0x0806, TYPE_VLAN = 0x8100, TYPE_IPV6 = 0x86dd, TYPE_SERVICE_VLAN = 0x88a8 };

enum { HOP_BY_HOP = 0, TCP = 6, UDP = 17, ROUTING = 43, FRAGMENT = 44, ICMPV6 = 58, DESTINATION = 60 };

/* How many frames each verdict has had since the plugin was linked. */
unsigned int verdicts[2];

static int be16(const unsigned char *p)
{
    return p[0] << 8 | p[1];
}

static unsigned int le32(const unsigned char *p)
{
    return p[0] | p[1] << 8 | p[2] << 16 | (unsigned int)p[3] << 24;
}

static int either(const unsigned char *ports, int port)
{
    return be16(ports) == port || be16(ports + 2) == port;
}

/* What the network layer carries. */
static enum verdict transport(int protocol, const unsigned char *p, int length)
{
    switch (protocol) {
    case TCP:
        if (length < 20)
            return DROP;
        return either(p, 80) || either(p, 443) ? ACCEPT : DROP;
    case UDP:
        if (length < 8)
            return DROP;
        return either(p, 53) ? ACCEPT : DROP;
    default:
        return DROP;
    }
}

static enum verdict ipv4(const unsigned char *p, int length)
{
    int header, total;

    if (length < 20 || p[0] >> 4 != 4)
        return DROP;
    header = (p[0] & 15) * 4;
    total = be16(p + 2);
    if (header < 20 || total < header || total > length)
        return DROP;
    /* Only the first fragment has ports to look at. */
    if ((be16(p + 6) & 0x1fff) != 0)
        return DROP;
    return transport(p[9], p + header, total - header);
}

static enum verdict ipv6(const unsigned char *p, int length)
{
    int next, payload, size, headers;

    if (length < 40 || p[0] >> 4 != 6)
        return DROP;
    next = p[6];
    payload = be16(p + 4);
    if (payload > length - 40)
        return DROP;
    p += 40;
    for (headers = 0; headers < 8; headers++) {
        switch (next) {
        case ICMPV6:
            return payload < 4 ? DROP : ACCEPT;
        case HOP_BY_HOP:
        case ROUTING:
        case DESTINATION:
            if (payload < 8)
                return DROP;
            size = (p[1] + 1) * 8;
            break;
        case FRAGMENT:
            if (payload < 8 || (be16(p + 2) & 0xfff8) != 0)
                return DROP;
            size = 8;
            break;
        default:
            return transport(next, p, payload);
        }
        if (size > payload)
            return DROP;
        next = p[0];
        p += size;
        payload -= size;
    }
    return DROP;
}

static enum verdict ethernet(const unsigned char *p, int length)
{
    int type, tags = 0;

    if (length < 14)
        return DROP;
    type = be16(p + 12);
    p += 14;
    length -= 14;
    while (type == TYPE_VLAN || type == TYPE_SERVICE_VLAN) {
        if (length < 4 || ++tags > 2)
            return DROP;
        type = be16(p + 2);
        p += 4;
        length -= 4;
    }
    switch (type) {
    case TYPE_ARP:
        return length < 28 ? DROP : ACCEPT;
    case TYPE_IPV4:
        return ipv4(p, length);
    case TYPE_IPV6:
        return ipv6(p, length);
    default:
        return DROP;
    }
}

/* The verdict on one frame. */
int packet_filter(const unsigned char *frame, int length)
{
    enum verdict verdict = ethernet(frame, length);

    verdicts[verdict]++;
    return verdict;
}

/* Filters a whole capture file (pcap, little endian): how many frames pass, or -1 if it is not one. */
int filter_capture(const unsigned char *file, int length)
{
    int accepted = 0;

    if (length < 24 || le32(file) != 0xa1b2c3d4 || le32(file + 20) != 1)
        return -1;
    file += 24;
    length -= 24;
    while (length > 0) {
        unsigned int captured;
        if (length < 16)
            return -1;
        captured = le32(file + 8);
        file += 16;
        length -= 16;
        if (captured > (unsigned int)length)
            return -1;
        accepted += packet_filter(file, (int)captured);
        file += captured;
        length -= (int)captured;
    }
    return accepted;
}
