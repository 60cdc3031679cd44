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
USER 10001
WORKDIR /var/lib/backplane
ENV BACKPLANE_HTTP_HOST=0.0.0.0 \
    BACKPLANE_STATE_DIRECTORY=/var/lib/backplane \
    JAVA_TOOL_OPTIONS="-XX:+UseSerialGC -Xmx128m -XX:+ExitOnOutOfMemoryError"
EXPOSE 9090
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s \
    CMD ["java", "-XX:TieredStopAtLevel=1", "-jar", "/opt/backplane-monitor.jar", "health"]
ENTRYPOINT ["java", "-jar", "/opt/backplane-monitor.jar"]
CMD ["run"]
