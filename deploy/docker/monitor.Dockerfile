# docker build -f deploy/docker/monitor.Dockerfile -t backplane-monitor .
FROM maven:3.9-eclipse-temurin-17 AS build
WORKDIR /src
COPY pom.xml ./
COPY monitor/pom.xml monitor/
COPY backplane-sim/pom.xml backplane-sim/
COPY monitor/src/main monitor/src/main
RUN --mount=type=cache,target=/root/.m2 \
    mvn -B -ntp -q -pl monitor package -DskipTests -DskipErrorprone -Djacoco.skip -Dcyclonedx.skip -Dspotless.check.skip

FROM eclipse-temurin:17-jre
RUN useradd --system --uid 10001 --home-dir /var/lib/backplane --create-home backplane
COPY --from=build /src/monitor/target/backplane-monitor.jar /opt/backplane-monitor.jar
WORKDIR /var/lib/backplane
# the classes as this very JVM wants them in memory: half the start time (docs/operations.md); a short run makes the list
RUN BACKPLANE_NATS_SERVERS=nats://127.0.0.1:9 BACKPLANE_STATE_DIRECTORY=/tmp/state timeout --preserve-status 15 \
    java -XX:+UseSerialGC -XX:ArchiveClassesAtExit=/opt/backplane-monitor.jsa -jar /opt/backplane-monitor.jar run \
    && rm -rf /tmp/state
USER 10001
ENV BACKPLANE_HTTP_HOST=0.0.0.0 \
    BACKPLANE_STATE_DIRECTORY=/var/lib/backplane \
    JAVA_TOOL_OPTIONS="-XX:+UseSerialGC -Xms24m -Xmx128m -XX:+ExitOnOutOfMemoryError -Dio.netty.jfr.enabled=false"
EXPOSE 9090
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s \
    CMD ["java", "-XX:TieredStopAtLevel=1", "-XX:SharedArchiveFile=/opt/backplane-monitor.jsa", "-jar", "/opt/backplane-monitor.jar", "health"]
ENTRYPOINT ["java", "-XX:SharedArchiveFile=/opt/backplane-monitor.jsa", "-jar", "/opt/backplane-monitor.jar"]
CMD ["run"]
