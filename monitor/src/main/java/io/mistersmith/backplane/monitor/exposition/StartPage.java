package io.mistersmith.backplane.monitor.exposition;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The page at {@code /}: what this is, and links to all that can be asked. Static, without a script. */
record StartPage(String html, String css) {

    static StartPage load(About about) {
        String html = resource("index.html")
                .replace("{{version}}", escape(about.version()))
                .replace("{{java}}", escape(Runtime.version().toString()))
                .replace("{{started}}", Json.time(about.startedAt()));
        return new StartPage(html, resource("style.css"));
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static String resource(String name) {
        try (InputStream in = StartPage.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + name, e);
        }
    }
}
