package io.jpvs.plugins.tcp;

import static io.jpvs.plugins.tcp.Conversation.NO_SCALE;
import static io.jpvs.plugins.tcp.TcpHeader.ACK;
import static io.jpvs.plugins.tcp.TcpHeader.FIN;
import static io.jpvs.plugins.tcp.TcpHeader.RST;
import static io.jpvs.plugins.tcp.TcpState.CLOSE;
import static io.jpvs.plugins.tcp.TcpState.CLOSE_WAIT;
import static io.jpvs.plugins.tcp.TcpState.ESTABLISHED;
import static io.jpvs.plugins.tcp.TcpState.FIN_WAIT;
import static io.jpvs.plugins.tcp.TcpState.LAST_ACK;
import static io.jpvs.plugins.tcp.TcpState.NONE;
import static io.jpvs.plugins.tcp.TcpState.SYN_RECV;
import static io.jpvs.plugins.tcp.TcpState.SYN_SENT;
import static io.jpvs.plugins.tcp.TcpState.TIME_WAIT;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jpvs.api.Verdict;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class TcpStateTest {
    /// One segment, or a few.
    interface Step extends Consumer<Conversation> {}

    private static Arguments row(String name, Conversation start, TcpState expected, Step... steps) {
        return Arguments.of(name, start, expected, List.of(steps));
    }

    static Stream<Arguments> openings() {
        return Stream.of(
                row("SYN", Conversation.begin(), SYN_SENT, c -> c.syn(0, 7)),
                row("SYN again", Conversation.begin(), SYN_SENT, c -> c.syn(0, 7), c -> c.syn(0, 7)),
                row("SYN,ACK", Conversation.begin(), SYN_RECV, c -> c.syn(0, 7), c -> c.synAck(0, 1, 7)),
                row(
                        "SYN,ACK again",
                        Conversation.begin(),
                        SYN_RECV,
                        c -> c.syn(0, 7),
                        c -> c.synAck(0, 1, 7),
                        c -> c.synAck(0, 1, 7)),
                row(
                        "SYN,ACK of something else",
                        Conversation.begin(),
                        SYN_SENT,
                        c -> c.syn(0, 7),
                        c -> c.synAck(0, 2, 7)),
                row("SYN,ACK of nothing", Conversation.begin(), SYN_SENT, c -> c.syn(0, 7), c -> c.synAck(0, 0, 7)),
                row("the client's ACK", Conversation.established(), ESTABLISHED),
                row(
                        "ACK of something else",
                        Conversation.begin(),
                        SYN_RECV,
                        c -> c.syn(0, 7),
                        c -> c.synAck(0, 1, 7),
                        c -> c.client(ACK, 1, 2, 0)),
                row(
                        "data in place of a lost ACK",
                        Conversation.begin(),
                        ESTABLISHED,
                        c -> c.syn(0, 7),
                        c -> c.synAck(0, 1, 7),
                        c -> c.client(ACK, 1, 1, 100)),
                row(
                        "FIN in place of a lost ACK",
                        Conversation.begin(),
                        CLOSE_WAIT,
                        c -> c.syn(0, 7),
                        c -> c.synAck(0, 1, 7),
                        c -> c.client(FIN | ACK, 1, 1, 0)),
                row(
                        "server's data before the ACK",
                        Conversation.begin(),
                        SYN_RECV,
                        c -> c.syn(0, 7),
                        c -> c.synAck(0, 1, 7),
                        c -> c.server(ACK, 1, 1, 100)),
                row(
                        "a new cookie after the SYN was repeated",
                        Conversation.begin(),
                        ESTABLISHED,
                        c -> c.syn(0, 7),
                        c -> c.synAck(0, 1, 7),
                        c -> c.syn(0, 7),
                        c -> c.synAck(0x1234_5678, 1, 7),
                        c -> c.client(ACK, 1, 0x1234_5679, 0)),
                row(
                        "client starts over before an answer",
                        Conversation.begin(),
                        ESTABLISHED,
                        c -> c.syn(0, 7),
                        c -> c.syn(-9999, 7),
                        c -> c.synAck(0, -9998, 7),
                        c -> c.client(ACK, -9998, 1, 0)),
                row(
                        "refused by the server",
                        Conversation.begin(),
                        CLOSE,
                        c -> c.syn(0, 7),
                        c -> c.server(RST | ACK, 0, 1, 0)),
                row(
                        "refused for a SYN never sent",
                        Conversation.begin(),
                        SYN_SENT,
                        c -> c.syn(0, 7),
                        c -> c.server(RST | ACK, 0, 2, 0)),
                row(
                        "RST without ACK to a SYN",
                        Conversation.begin(),
                        SYN_SENT,
                        c -> c.syn(0, 7),
                        c -> c.server(RST, 0, 1, 0)),
                row("client gives up", Conversation.begin(), CLOSE, c -> c.syn(0, 7), c -> c.client(RST, 1, 0, 0)),
                row(
                        "ACK of a half-open server",
                        Conversation.begin(),
                        SYN_SENT,
                        c -> c.syn(0, 7),
                        c -> c.server(ACK, 77, 7, 0)));
    }

    static Stream<Arguments> closings() {
        return Stream.of(
                row("client first", Conversation.established(), CLOSE_WAIT, c -> c.client(FIN | ACK, 1, 1, 0)),
                row("server first", Conversation.established(), FIN_WAIT, c -> c.server(FIN | ACK, 1, 1, 0)),
                row(
                        "both, one not acknowledged",
                        Conversation.established(),
                        LAST_ACK,
                        c -> c.client(FIN | ACK, 1, 1, 0),
                        c -> c.server(FIN | ACK, 1, 2, 0)),
                row(
                        "both, the other not acknowledged",
                        Conversation.established(),
                        LAST_ACK,
                        c -> c.server(FIN | ACK, 1, 1, 0),
                        c -> c.client(FIN | ACK, 1, 2, 0)),
                row(
                        "all said, client first",
                        Conversation.established(),
                        TIME_WAIT,
                        c -> c.client(FIN | ACK, 1, 1, 0),
                        c -> c.server(ACK, 1, 2, 0),
                        c -> c.server(FIN | ACK, 1, 2, 0),
                        c -> c.client(ACK, 2, 2, 0)),
                row(
                        "all said, server first",
                        Conversation.established(),
                        TIME_WAIT,
                        c -> c.server(FIN | ACK, 1, 1, 0),
                        c -> c.client(FIN | ACK, 1, 2, 0),
                        c -> c.server(ACK, 2, 2, 0)),
                row(
                        "both at once",
                        Conversation.established(),
                        TIME_WAIT,
                        c -> c.client(FIN | ACK, 1, 1, 0),
                        c -> c.server(FIN | ACK, 1, 1, 0),
                        c -> c.client(ACK, 2, 2, 0),
                        c -> c.server(ACK, 2, 2, 0)),
                row(
                        "FIN with data",
                        Conversation.established(),
                        TIME_WAIT,
                        c -> c.client(FIN | ACK, 1, 1, 500),
                        c -> c.server(FIN | ACK, 1, 502, 600),
                        c -> c.client(ACK, 502, 602, 0)),
                row(
                        "FIN before the data it follows",
                        Conversation.established(),
                        CLOSE_WAIT,
                        c -> c.client(FIN | ACK, 501, 1, 0),
                        c -> c.client(ACK, 1, 1, 500)),
                row(
                        "half-closed, and the server goes on",
                        Conversation.established(),
                        CLOSE_WAIT,
                        c -> c.client(FIN | ACK, 1, 1, 0),
                        c -> c.server(ACK, 1, 2, 1000),
                        c -> c.client(ACK, 2, 1001, 0)),
                row(
                        "last segments repeated",
                        Conversation.established(),
                        TIME_WAIT,
                        c -> c.client(FIN | ACK, 1, 1, 0),
                        c -> c.server(FIN | ACK, 1, 2, 0),
                        c -> c.client(ACK, 2, 2, 0),
                        c -> c.server(FIN | ACK, 1, 2, 0),
                        c -> c.client(ACK, 2, 2, 0)),
                row("reset by the client", Conversation.established(), CLOSE, c -> c.client(RST, 1, 0, 0)),
                row("reset by the server", Conversation.established(), CLOSE, c -> c.server(RST | ACK, 1, 1, 0)),
                row(
                        "reset while data is on its way",
                        Conversation.established(),
                        CLOSE,
                        c -> c.client(ACK, 1, 1, 1000),
                        c -> c.client(RST | ACK, 1001, 1, 0)),
                row(
                        "reset in answer to what the peer said last",
                        Conversation.established(),
                        CLOSE,
                        c -> c.client(ACK, 1, 1, 1000),
                        c -> c.client(RST, 1, 0, 0)),
                row(
                        "data after a reset",
                        Conversation.established(),
                        CLOSE,
                        c -> c.client(RST, 1, 0, 0),
                        c -> c.server(ACK, 1, 1, 100)));
    }

    static Stream<Arguments> reopenings() {
        return Stream.of(
                row("SYN after a reset", closed(), SYN_SENT, c -> c.syn(-5, 7)),
                row("greater SYN after the end", ended(), SYN_SENT, c -> c.syn(2, 7)),
                row("SYN not greater after the end", ended(), TIME_WAIT, c -> c.syn(1, 7)),
                row(
                        "SYN after the end, and on",
                        ended(),
                        ESTABLISHED,
                        c -> c.syn(100_000, NO_SCALE),
                        c -> c.synAck(-5, 100_001, NO_SCALE),
                        c -> c.client(ACK, 100_001, -4, 0),
                        c -> c.server(ACK, -4, 100_001, 100)),
                row("SYN into an established connection", Conversation.established(), ESTABLISHED, c -> c.syn(5, 7)),
                row(
                        "client forgot, and the challenge shows it",
                        Conversation.established(),
                        SYN_SENT,
                        c -> c.syn(-5000, 7),
                        c -> c.server(ACK, 1, 1, 0),
                        c -> c.client(RST, 1, 0, 0),
                        c -> c.syn(-5000, 7)));
    }

    /// RFC 5961: what an end would challenge or ignore is ignored here too.
    static Stream<Arguments> implausible() {
        return Stream.of(
                row("RST one below", Conversation.established(), ESTABLISHED, c -> c.client(RST, 0, 0, 0)),
                row("RST one above", Conversation.established(), ESTABLISHED, c -> c.client(RST, 2, 0, 0)),
                row("RST inside the window", Conversation.established(), ESTABLISHED, c -> c.server(RST, 999, 0, 0)),
                row(
                        "RST of number 0",
                        Conversation.established(),
                        ESTABLISHED,
                        c -> c.server(RST | ACK, -0x7fff_ff80, 1, 0)),
                row(
                        "RST between both ends of what is on its way",
                        Conversation.established(),
                        ESTABLISHED,
                        c -> c.client(ACK, 1, 1, 1000),
                        c -> c.client(RST, 500, 0, 0)),
                row(
                        "FIN behind the window",
                        Conversation.established(),
                        ESTABLISHED,
                        c -> c.client(FIN | ACK, 10_000_000, 1, 0)),
                row(
                        "FIN before the window",
                        Conversation.established(),
                        ESTABLISHED,
                        c -> c.client(FIN | ACK, -100_000, 1, 0)),
                row(
                        "FIN in the place of acknowledged data",
                        Conversation.established(),
                        ESTABLISHED,
                        c -> c.client(ACK, 1, 1, 100),
                        c -> c.server(ACK, 1, 101, 0),
                        c -> c.client(FIN | ACK, 100, 1, 0)),
                row(
                        "FIN in the midst of data",
                        Conversation.established(),
                        ESTABLISHED,
                        c -> c.client(ACK, 1, 1, 100),
                        c -> c.client(FIN | ACK, 50, 1, 0)),
                row(
                        "ACK in a segment long past",
                        Conversation.established(),
                        ESTABLISHED,
                        c -> c.server(ACK, 1, 1, 500),
                        c -> c.client(ACK, -100_000, 501, 0)),
                row(
                        "data behind the FIN",
                        Conversation.established(),
                        CLOSE_WAIT,
                        c -> c.client(FIN | ACK, 1, 1, 0),
                        c -> c.client(ACK, 2, 1, 100)),
                row(
                        "FIN that acknowledges what was never sent",
                        Conversation.established(),
                        ESTABLISHED,
                        c -> c.client(FIN | ACK, 1, 2, 0)),
                row(
                        "FIN that acknowledges what is long past",
                        Conversation.established(),
                        ESTABLISHED,
                        c -> c.client(FIN | ACK, 1, -70_000, 0)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"openings", "closings", "reopenings"})
    void segmentsMoveTheState(String name, Conversation conversation, TcpState expected, List<Step> steps) {
        steps.forEach(step -> step.accept(conversation));
        assertEquals(expected, conversation.state());
        int timeoutMillis = (int) expected.timeout().toMillis();
        assertEquals(timeoutMillis, conversation.connection().timeoutMillis());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("implausible")
    void implausibleSegmentPassesAndChangesNothing(
            String name, Conversation conversation, TcpState expected, List<Step> steps) {
        steps.subList(0, steps.size() - 1).forEach(step -> step.accept(conversation));
        byte[] state = conversation.connection().state();
        int timeoutMillis = conversation.connection().timeoutMillis();

        steps.getLast().accept(conversation);
        assertEquals(expected, conversation.state());
        assertArrayEquals(state, conversation.connection().state(), "the numbers moved");
        assertEquals(timeoutMillis, conversation.connection().timeoutMillis());
        assertEquals(false, conversation.last().isDrop(), "its receiver is to judge");
    }

    @Test
    void onlyTheClientOpensAndOnlyTheServerAccepts() {
        Conversation conversation = Conversation.established();
        byte[] state = conversation.connection().state();
        assertEquals(
                Verdict.INVALID_STATE,
                conversation.server(TcpHeader.SYN, 1, 0, 0).last());
        assertEquals(
                Verdict.INVALID_STATE,
                conversation.client(TcpHeader.SYN | ACK, 1, 1, 0).last());
        assertArrayEquals(state, conversation.connection().state());
    }

    @Test
    void windowsAreScaledByWhatBothOffered() {
        Conversation conversation = Conversation.established().window(1000);
        conversation.server(ACK, 1, 1, 0); // 1000 << 7 = 128,000, behind the 65,535 of the SYN,ACK
        conversation.client(FIN | ACK, 128_002, 1, 0);
        assertEquals(ESTABLISHED, conversation.state(), "behind the window, and no probe");
        conversation.client(FIN | ACK, 128_000, 1, 0);
        assertEquals(CLOSE_WAIT, conversation.state());
    }

    @Test
    void windowsAreNotScaledIfOneEndDidNotOffer() {
        Conversation conversation =
                Conversation.begin().syn(0, 7).synAck(0, 1, NO_SCALE).client(ACK, 1, 1, 0);
        conversation.server(ACK, 1, 1, 0).client(FIN | ACK, 100_000, 1, 0);
        assertEquals(ESTABLISHED, conversation.state());
        conversation.client(FIN | ACK, 60_000, 1, 0);
        assertEquals(CLOSE_WAIT, conversation.state());
    }

    @Test
    void probeOfAClosedWindowIsFollowed() {
        Conversation conversation =
                Conversation.begin().window(100).syn(0, NO_SCALE).synAck(0, 1, NO_SCALE);
        conversation.client(ACK, 1, 1, 100).window(0).server(ACK, 1, 101, 0).window(100);
        conversation
                .client(ACK, 101, 1, 1)
                .server(ACK, 1, 102, 0)
                .client(ACK, 102, 1, 50)
                .server(ACK, 1, 152, 0);
        assertEquals(152, conversation.serverExpects());
    }

    @Test
    void connectionLoadedFromAFileIsFollowedOnceBothEndsWereSeen() {
        Conversation conversation = loaded("ESTABLISHED");
        conversation.client(ACK, 1000, 2000, 10);
        assertEquals(ESTABLISHED, conversation.state());
        conversation.server(ACK, 2000, 1010, 0);
        conversation.client(RST, 5, 0, 0);
        assertEquals(ESTABLISHED, conversation.state(), "now the numbers are known");
        conversation
                .client(FIN | ACK, 1010, 2000, 0)
                .server(FIN | ACK, 2000, 1011, 0)
                .client(ACK, 1011, 2001, 0);
        assertEquals(TIME_WAIT, conversation.state());
    }

    @Test
    void whatTheOtherEndHasAcknowledgedWasSentThoughUnseen() {
        Conversation conversation = loaded("ESTABLISHED");
        conversation.client(ACK, 1, 2000, 0).server(ACK, 1000, 1, 10); // the server repeats itself
        conversation.client(FIN | ACK, 1, 2000, 0);
        assertEquals(CLOSE_WAIT, conversation.state());
    }

    @Test
    void windowOfUnknownScaleCountsWithTheLargest() {
        Conversation conversation = loaded("ESTABLISHED").window(1000);
        conversation.client(ACK, 1, 1, 0).server(ACK, 1, 1, 0);
        conversation.client(FIN | ACK, 1000 << 14, 1, 0);
        assertEquals(CLOSE_WAIT, conversation.state());
    }

    static Stream<Arguments> loadedFirst() {
        return Stream.of(
                row("RST of a client never seen", loaded("ESTABLISHED"), CLOSE, c -> c.client(RST, 77, 0, 0)),
                row("RST of a server never seen", loaded("ESTABLISHED"), CLOSE, c -> c.server(RST, 77, 0, 0)),
                row("FIN of a client never seen", loaded("ESTABLISHED"), CLOSE_WAIT, c -> c.client(FIN | ACK, 7, 7, 0)),
                row("FIN of a server never seen", loaded("ESTABLISHED"), FIN_WAIT, c -> c.server(FIN | ACK, 7, 7, 0)),
                row("data of no known state", loaded("NONE"), ESTABLISHED, c -> c.server(ACK, 7, 7, 7)),
                row("SYN,ACK to a SYN unseen", loaded("SYN_SENT"), SYN_RECV, c -> c.synAck(7, 7, 7)),
                row("RST to a SYN unseen", loaded("SYN_SENT"), CLOSE, c -> c.server(RST | ACK, 0, 7, 0)),
                row("ACK of a SYN,ACK unseen", loaded("SYN_RECV"), ESTABLISHED, c -> c.client(ACK, 7, 7, 0)),
                row("server's data before that", loaded("SYN_RECV"), SYN_RECV, c -> c.server(ACK, 7, 7, 7)),
                row("data of a half-closed server", loaded("CLOSE_WAIT"), CLOSE_WAIT, c -> c.server(ACK, 7, 7, 7)),
                row("the other FIN", loaded("FIN_WAIT"), LAST_ACK, c -> c.client(FIN | ACK, 7, 7, 0)),
                row("last word repeated", loaded("TIME_WAIT"), TIME_WAIT, c -> c.client(ACK, 7, 7, 0)),
                row("SYN after the end", loaded("TIME_WAIT"), SYN_SENT, c -> c.syn(7, 7)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("loadedFirst")
    void firstSegmentOfALoadedConnectionIsBelieved(
            String name, Conversation conversation, TcpState expected, List<Step> steps) {
        steps.forEach(step -> step.accept(conversation));
        assertEquals(expected, conversation.state());
    }

    @Test
    void blindAttackerMovesNothing() {
        Random random = new Random(5961);
        Conversation conversation = Conversation.established();
        conversation.client(ACK, 1, 1, 700).server(ACK, 1, 701, 300).client(ACK, 701, 301, 0);
        byte[] state = conversation.connection().state();
        int[] attacks = {RST, RST | ACK, FIN | ACK, ACK};
        for (int i = 0; i < 50_000; i++) {
            int flags = attacks[i % attacks.length];
            if (random.nextBoolean()) {
                conversation.client(flags, random.nextInt(), random.nextInt(), random.nextInt(100));
            } else {
                conversation.server(flags, random.nextInt(), random.nextInt(), random.nextInt(100));
            }
        }
        assertArrayEquals(state, conversation.connection().state());
    }

    @Test
    void honestEndsAreFollowedThroughLossAndDisorder() {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            Conversation conversation = Conversation.established().window(2000);
            int[] sent = {1, 1};
            int[] acked = {1, 1};
            for (int i = 0; i < 300; i++) {
                int who = random.nextInt(2);
                int other = 1 - who;
                if (random.nextInt(3) == 0) {
                    acked[who] += random.nextInt(sent[other] - acked[who] + 1);
                }
                int unacked = sent[who] - acked[other];
                int length = random.nextInt(1400);
                boolean again = unacked > 0 && random.nextInt(4) == 0;
                int from = again ? acked[other] + random.nextInt(unacked) : sent[who];
                int count = again ? Math.min(length, sent[who] - from) : unacked + length > 100_000 ? 0 : length;
                sent[who] = Math.max(sent[who], from + count);
                int behind = Math.max(1, acked[who] - random.nextInt(3) * 100); // an ACK that was overtaken
                if (who == 0) {
                    conversation.client(ACK, from, behind, count);
                } else {
                    conversation.server(ACK, from, behind, count);
                }
            }
            conversation.client(ACK, sent[0], sent[1], 0).server(ACK, sent[1], sent[0], 0);
            assertEquals(sent[1], conversation.clientExpects(), "seed " + seed);
            assertEquals(sent[0], conversation.serverExpects(), "seed " + seed);
            conversation.client(RST, sent[0], 0, 0);
            assertEquals(CLOSE, conversation.state(), "seed " + seed);
        }
    }

    @Test
    void everyStateKeepsItsNumber() {
        assertEquals(NONE, TcpState.of(0));
        Arrays.stream(TcpState.values()).forEach(state -> assertEquals(state, TcpState.of(state.number())));
    }

    private static Conversation closed() {
        return Conversation.established().client(RST, 1, 0, 0);
    }

    private static Conversation ended() {
        return Conversation.established()
                .client(FIN | ACK, 1, 1, 0)
                .server(FIN | ACK, 1, 2, 0)
                .client(ACK, 2, 2, 0);
    }

    private static Conversation loaded(String state) {
        Conversation conversation = Conversation.begin();
        assertEquals(true, new TcpHandler().restore(conversation.connection(), state));
        return conversation;
    }
}
