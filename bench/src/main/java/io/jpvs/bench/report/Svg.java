package io.jpvs.bench.report;

import java.awt.Color;
import java.awt.Dimension;
import java.awt.Graphics2D;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.SVGGraphics2D;
import org.w3c.dom.Document;

/// Writes drawings as SVG.
final class Svg {
    /// Of Okabe and Ito, which people who see fewer colours tell apart too.
    static final List<Color> COLOURS = List.of(
            new Color(0xd55e00),
            new Color(0x0072b2),
            new Color(0x56b4e9),
            new Color(0x009e73),
            new Color(0xe69f00),
            new Color(0xcc79a7));

    private static final String NAMESPACE = "http://www.w3.org/2000/svg";

    private Svg() {}

    static void write(Path file, int width, int height, Consumer<Graphics2D> drawing) {
        SVGGraphics2D graphics = new SVGGraphics2D(emptyDocument());
        graphics.setSVGCanvasSize(new Dimension(width, height));
        drawing.accept(graphics);
        try (Writer writer = Files.newBufferedWriter(file)) {
            graphics.stream(writer, true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            graphics.dispose();
        }
    }

    private static Document emptyDocument() {
        try {
            return DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .getDOMImplementation()
                    .createDocument(NAMESPACE, "svg", null);
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("the JDK has no XML parser", e);
        }
    }
}
