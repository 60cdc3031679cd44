package io.mistersmith.backplane.monitor.exposition;

import io.mistersmith.backplane.monitor.config.HttpConfig;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.authentication.Credentials;
import io.vertx.ext.auth.authentication.UsernamePasswordCredentials;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BasicAuthHandler;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** What stands before every answer: headers that keep browsers strict, and the password where one is configured. Part of the shell. */
final class Guard {

    private static final String CONTENT_SECURITY_POLICY =
            "default-src 'none'; style-src 'self'; img-src data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    private Guard() {}

    static void headers(RoutingContext ctx) {
        ctx.response()
                .putHeader("Content-Security-Policy", CONTENT_SECURITY_POLICY)
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        ctx.next();
    }

    static BasicAuthHandler basicAuth(HttpConfig http) {
        byte[] wanted = together(http.user(), http.password().reveal().orElse(""));
        return BasicAuthHandler.create(credentials -> check(credentials, wanted), "backplane monitor");
    }

    private static Future<User> check(Credentials credentials, byte[] wanted) {
        if (credentials instanceof UsernamePasswordCredentials given
                // in a time that tells nothing
                && MessageDigest.isEqual(wanted, together(given.getUsername(), given.getPassword()))) {
            return Future.succeededFuture(User.fromName(given.getUsername()));
        }
        return Future.failedFuture("wrong user or password");
    }

    /** As they come over the wire: a user's name has no colon. */
    private static byte[] together(String user, String password) {
        return (user + ":" + password).getBytes(StandardCharsets.UTF_8);
    }
}
