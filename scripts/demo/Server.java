import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// A server of the demo. Over HTTP on TCP port 8080 it tells its name, who asked, and how much was uploaded; `/N` is a
/// download of N bytes. Over DNS on UDP port 5353 it answers every question with a TXT record of its name.
final class Server {
    private static final int HTTP_PORT = 8080;
    private static final int DNS_PORT = 5353;

    /// RFC 1035 4.1.1.
    private static final int DNS_HEADER_BYTES = 12;

    private static final int DNS_LARGEST_BYTES = 512;

    private final String name;

    private Server(String name) {
        this.name = name;
    }

    public static void main(String[] args) throws IOException {
        var server = new Server(args[0]);
        var http = HttpServer.create(new InetSocketAddress(HTTP_PORT), 0);
        http.createContext("/", server::answerHttp);
        http.start();
        try (var socket = new DatagramSocket(DNS_PORT)) {
            System.out.println("ready");
            server.answerDns(socket);
        }
    }

    private void answerHttp(HttpExchange exchange) throws IOException {
        var received = exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
        var path = exchange.getRequestURI().getPath().substring(1);
        var body = path.matches("\\d{1,7}") ? new byte[Integer.parseInt(path)] : words(exchange, received);
        exchange.sendResponseHeaders(200, body.length);
        try (var out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    private byte[] words(HttpExchange exchange, long received) {
        var peer = exchange.getRemoteAddress();
        var peerAddress = peer.getAddress().getHostAddress().replaceFirst("(:0)+:", "::"); // as everybody writes IPv6
        var text = received > 0
                ? "%s received %d bytes%n".formatted(name, received)
                : "%s, asked by %s port %d%n".formatted(name, peerAddress, peer.getPort());
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private void answerDns(DatagramSocket socket) throws IOException {
        var packet = new DatagramPacket(new byte[DNS_LARGEST_BYTES], DNS_LARGEST_BYTES);
        while (true) {
            packet.setLength(DNS_LARGEST_BYTES);
            socket.receive(packet);
            var query = ByteBuffer.wrap(packet.getData(), 0, packet.getLength());
            var answer = ByteBuffer.allocate(DNS_LARGEST_BYTES);
            if (answer(query, answer)) {
                packet.setData(answer.array());
                packet.setLength(answer.position());
                socket.send(packet);
            }
        }
    }

    /// Repeats the question and adds one TXT record. False for what is no question.
    private boolean answer(ByteBuffer query, ByteBuffer answer) {
        if (query.limit() < DNS_HEADER_BYTES || query.getShort(4) != 1) {
            return false;
        }
        var end = DNS_HEADER_BYTES;
        while (end < query.limit() && query.get(end) != 0) {
            end += 1 + (query.get(end) & 0xff);
        }
        end += 5; // the root label, type and class
        if (end > query.limit()) {
            return false;
        }
        var text = name.getBytes(StandardCharsets.US_ASCII);
        answer.putShort(query.getShort(0)).putShort((short) 0x8500); // a response, authoritative, recursion desired
        answer.putShort((short) 1).putShort((short) 1).putInt(0);
        answer.put(query.array(), DNS_HEADER_BYTES, end - DNS_HEADER_BYTES);
        answer.putShort((short) 0xc00c).putShort((short) 16).putShort((short) 1).putInt(0); // that name, TXT, IN, no TTL
        answer.putShort((short) (text.length + 1)).put((byte) text.length).put(text);
        return true;
    }
}
