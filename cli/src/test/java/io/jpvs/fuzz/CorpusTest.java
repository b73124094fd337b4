package io.jpvs.fuzz;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.function.ThrowingConsumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Gives each target what fuzzing starts from, what it once failed on, and a fixed number of variations. No fuzzer is
/// needed: Jazzer finds more in an hour, this finds what breaks today.
final class CorpusTest {
    private static final Path FINDINGS = Path.of("src", "test", "resources", "fuzz");
    private static final long SEED = 0x6a707673;

    /// A target of the fuzzer, and how many variations of its seeds are tried here.
    record Target(String name, ThrowingConsumer<byte[]> entry, int variations) {
        void take(byte[] input, String what) {
            try {
                entry.accept(input);
            } catch (Throwable e) {
                throw new AssertionError(name + " fails on " + what + ": " + e.getMessage(), e);
            }
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static List<Target> targets() {
        return List.of(
                new Target("KernelFuzz", KernelFuzz::fuzzerTestOneInput, 2_000),
                new Target("HandlerFuzz", HandlerFuzz::fuzzerTestOneInput, 5_000),
                new Target("ReaderFuzz", ReaderFuzz::fuzzerTestOneInput, 500));
    }

    /// Returns the inputs that fuzzing failed on, each once.
    static List<Arguments> findings() throws IOException {
        List<Arguments> findings = new ArrayList<>();
        for (Target target : targets()) {
            try (Stream<Path> files = Files.list(FINDINGS.resolve(target.name))) {
                files.sorted().forEach(file -> findings.add(Arguments.of(target, file.getFileName())));
            }
        }
        return findings;
    }

    @ParameterizedTest
    @MethodSource("findings")
    void whatOnceFailedHolds(Target target, Path file) throws IOException {
        target.take(Files.readAllBytes(FINDINGS.resolve(target.name).resolve(file)), file.toString());
    }

    @ParameterizedTest
    @MethodSource("targets")
    void whatFuzzingStartsFromHolds(Target target) {
        List<byte[]> seeds = Seeds.of(target.name);
        assertTrue(seeds.size() > 50, seeds.size() + " seeds");
        for (int i = 0; i < seeds.size(); i++) {
            target.take(seeds.get(i), "seed " + i);
        }
    }

    @ParameterizedTest
    @MethodSource("targets")
    void variationsOfItHold(Target target) {
        Random random = new Random(SEED);
        List<byte[]> seeds = Seeds.of(target.name);
        for (int i = 0; i < target.variations; i++) {
            byte[] input = seeds.get(random.nextInt(seeds.size())).clone();
            for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
                input = change(input, seeds.get(random.nextInt(seeds.size())), random);
            }
            target.take(input, "variation " + i);
        }
    }

    private static byte[] change(byte[] input, byte[] other, Random random) {
        int at = random.nextInt(input.length);
        switch (random.nextInt(4)) {
            case 0 -> input[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> input[at] = (byte) random.nextInt();
            case 2 -> {
                int length = Math.min(1 + random.nextInt(20), input.length - at);
                byte[] shorter = Arrays.copyOf(input, Math.max(1, input.length - length));
                System.arraycopy(input, at + length, shorter, at, input.length - at - length);
                return shorter;
            }
            default -> {
                int from = random.nextInt(other.length);
                byte[] spliced = Arrays.copyOf(input, at + other.length - from);
                System.arraycopy(other, from, spliced, at, other.length - from);
                return spliced;
            }
        }
        return input;
    }
}
