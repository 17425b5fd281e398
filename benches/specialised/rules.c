/*
 * A packet filter by rules: the first one that matches decides. The rules are variables, which a host sets, or binds
 * to constants so that this code is compiled for one set of rules.
 */

enum { MOST = 32 };

struct rule {
    unsigned source, source_mask, target, target_mask;
    unsigned short from_port, to_port;
    unsigned char protocol, protocol_mask;
    unsigned char verdict;
};

struct packet {
    unsigned source, target;
    unsigned short port;
    unsigned char protocol;
};

struct rule rules[MOST];
int count;

/* The verdict on a packet; 0 if no rule matches. */
int decide(const struct packet *p)
{
    int i;

    for (i = 0; i < count; i++) {
        const struct rule *r = &rules[i];

        if ((p->source & r->source_mask) == r->source && (p->target & r->target_mask) == r->target &&
            p->port >= r->from_port && p->port <= r->to_port && (p->protocol & r->protocol_mask) == r->protocol)
            return r->verdict;
    }
    return 0;
}

/* The sum of the verdicts on many packets. */
int decide_all(const struct packet *packets, int n)
{
    int i, sum = 0;

    for (i = 0; i < n; i++)
        sum += decide(&packets[i]);
    return sum;
}
