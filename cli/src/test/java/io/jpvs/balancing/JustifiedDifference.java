package io.jpvs.balancing;

import java.util.Set;

/// In what jpvs and Linux differ, and by which RFC jpvs is right: the reviewed list, which docs/differential.md
/// shows. A difference names each field that differs; `packets` stands alone where only one of the two lets the
/// packet pass.
enum JustifiedDifference {
    NONE("", ""),

    QUOTED_VERSION(
            "packets",
            "RFC 791 3.1 and RFC 8200 3: what does not bear the number of its version is no such packet, and RFC 5508"
                    + " REQ-3 has the quote validated."),

    CORRUPT_PACKET(
            "packets",
            "RFC 3022 4.2: a NAT adjusts the checksum by what it changed. Who verifies it is the end host: RFC 1122"
                    + " 3.2.2, 4.1.3.4 and 4.2.2.7, RFC 8200 8.1."),

    CHECKSUM_OF_SHORT_QUOTE(
            "ICMP checksum, quoted TCP checksum",
            "RFC 5508 REQ-4 and REQ-5: the quoted transport header is brought back to its original form, as far as it"
                    + " is quoted."),

    EXTENSIONS_TAKEN_FOR_A_CHECKSUM(
            "ICMP checksum, quoted TCP checksum",
            "RFC 4884 4 and 7: what the length field leaves out of the quote is an extension structure, which has a"
                    + " checksum of its own."),

    OBSOLETE_QUERY("packets", "RFC 6918 2: information and address mask requests are obsolete."),

    NODE_INFORMATION("packets", "RFC 4890 4.3: node information queries are dropped unless a good case is made.");

    private final String fields;
    private final String rule;

    JustifiedDifference(String fields, String rule) {
        this.fields = fields;
        this.rule = rule;
    }

    Set<String> fields() {
        return fields.isEmpty() ? Set.of() : Set.of(fields.split(", "));
    }

    /// Returns what the RFCs say.
    String rule() {
        return rule;
    }
}
