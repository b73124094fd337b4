package io.jpvs.bench;

import io.jpvs.api.IpVersion;
import io.jpvs.bench.traffic.Kind;
import io.jpvs.bench.traffic.Workload;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/// Which rows are measured: those named, or all, or a few that tell most.
final class RowOptions {
    private static final List<Integer> SIZES = List.of(1, 1_000, 100_000, 1_000_000);
    private static final List<Workload> QUICK = List.of(
            new Workload(Kind.UDP, false, 1),
            new Workload(Kind.UDP, false, 1_000),
            new Workload(Kind.UDP, false, 100_000),
            new Workload(Kind.TCP, false, 1_000),
            new Workload(Kind.TCP, false, 100_000),
            new Workload(Kind.MIX, false, 1_000),
            new Workload(Kind.MIX, false, 100_000),
            new Workload(Kind.ERRORS, false, 1_000),
            new Workload(Kind.UDP, true, 1_000),
            new Workload(Kind.UDP, true, 100_000),
            new Workload(Kind.TCP, true, 1_000));

    @Option(names = "--full", description = "every kind at 1, 1 K, 100 K and 1 M flows, IPv4 and IPv6, with 12 windows")
    private boolean full;

    @Option(
            names = "--kinds",
            split = ",",
            paramLabel = "KIND",
            description = "only these: ${COMPLETION-CANDIDATES}; at 1 K flows of IPv4 unless told otherwise")
    private List<Kind> kinds = List.of();

    @Option(names = "--flows", split = ",", paramLabel = "N", description = "only these numbers of flows")
    private List<Integer> flows = List.of();

    @Option(
            names = "--ip",
            split = ",",
            paramLabel = "VERSION",
            converter = VersionConverter.class,
            description = "only these IP versions: 4, 6")
    private List<IpVersion> versions = List.of();

    /// Made by picocli.
    RowOptions() {}

    boolean isFull() {
        return full;
    }

    List<Workload> workloads() {
        if (!full && kinds.isEmpty() && flows.isEmpty() && versions.isEmpty()) {
            return QUICK;
        }
        List<Workload> workloads = new ArrayList<>();
        for (IpVersion version : chosen(versions, List.of(IpVersion.values()), IpVersion.IPV4)) {
            for (Kind kind : chosen(kinds, List.of(Kind.values()), Kind.UDP)) {
                for (int count : chosen(flows, SIZES, 1_000)) {
                    workloads.add(new Workload(kind, version == IpVersion.IPV6, count));
                }
            }
        }
        return workloads;
    }

    private <T> List<T> chosen(List<T> named, List<T> all, T one) {
        if (!named.isEmpty()) {
            return named;
        }
        return full ? all : List.of(one);
    }

    /// Reads 4 or 6.
    static final class VersionConverter implements ITypeConverter<IpVersion> {
        /// Made by picocli.
        VersionConverter() {}

        @Override
        public IpVersion convert(String value) {
            return switch (value) {
                case "4" -> IpVersion.IPV4;
                case "6" -> IpVersion.IPV6;
                default -> throw new TypeConversionException("'" + value + "' is not 4 or 6");
            };
        }
    }
}
