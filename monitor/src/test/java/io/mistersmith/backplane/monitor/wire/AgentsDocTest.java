package io.mistersmith.backplane.monitor.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nats.client.Connection;
import java.io.IOException;
import java.io.StringWriter;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/agents.md shows to those who write agents is what the monitor takes. */
class AgentsDocTest {

    private static final Path DOC = Path.of("../docs/agents.md");

    private final HeartbeatDecoder decoder = new HeartbeatDecoder();

    private static List<String> blocks(String language) throws IOException {
        Matcher blocks =
                Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(DOC));
        return blocks.results().map((MatchResult r) -> r.group(1)).toList();
    }

    @Test
    void examples_inJson_areGood() throws IOException {
        List<String> examples = blocks("json");
        assertThat(examples).hasSize(2);
        for (String example : examples) {
            assertThat(decoder.decode(example.getBytes(StandardCharsets.UTF_8), "analyzer-001"))
                    .isEmpty();
        }
    }

    @Test
    void reasons_ofRejection_areAllNamed() throws IOException {
        String doc = Files.readString(DOC);
        for (Rejection reason : Rejection.values()) {
            assertThat(doc).contains("`" + reason.word() + "`");
        }
    }

    @Test
    void example_inJava_compilesAndBeats(@TempDir Path dir) throws Exception {
        Path source = dir.resolve("Heart.java");
        Files.writeString(source, blocks("java").get(0));
        StringWriter complaints = new StringWriter();
        var compiler = ToolProvider.getSystemJavaCompiler();
        var files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8);
        List<String> options = List.of("-d", dir.toString(), "-cp", System.getProperty("java.class.path"));
        boolean compiled = compiler.getTask(complaints, files, null, options, null, files.getJavaFileObjects(source))
                .call();
        assertThat(compiled).as(complaints.toString()).isTrue();

        List<byte[]> said = new CopyOnWriteArrayList<>();
        Connection nats = (Connection) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, args) -> {
                    if (method.getName().equals("publish")) {
                        assertThat(args[0]).isEqualTo("agents.a-1.heartbeat");
                        said.add((byte[]) args[1]);
                    }
                    return null;
                });
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {dir.toUri().toURL()}, getClass().getClassLoader())) {
            Class<?> heart = loader.loadClass("Heart");
            AutoCloseable beating = (AutoCloseable)
                    heart.getConstructor(Connection.class, String.class).newInstance(nats, "a-1");
            for (int i = 0; i < 1500; i++) {
                heart.getMethod("taskDone", double.class, boolean.class).invoke(beating, i * 1e-5, i % 2 == 0);
            }
            await().until(() -> !said.isEmpty());
            beating.close();
        }
        List<Long> sequences = new ArrayList<>();
        for (byte[] body : said) {
            assertThat(decoder.decode(body, "a-1"))
                    .as(new String(body, StandardCharsets.UTF_8))
                    .isEmpty();
            sequences.add(decoder.heartbeat().sequence());
        }
        assertThat(sequences).containsExactly(0L, 1L);
        assertThat(decoder.heartbeat().isGoodbye()).isTrue();
        assertThat(decoder.heartbeat().count(0)).isEqualTo(1500);
        assertThat(decoder.heartbeat().errors(0)).isEqualTo(750);
    }
}
