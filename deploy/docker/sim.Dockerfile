# docker build -f deploy/docker/sim.Dockerfile -t backplane-sim .
FROM maven:3.9-eclipse-temurin-17 AS build
WORKDIR /src
COPY pom.xml ./
COPY monitor/pom.xml monitor/
COPY backplane-sim/pom.xml backplane-sim/
# with the monitor's test servers, which the simulator's build asks for
COPY monitor/src monitor/src
COPY backplane-sim/src/main backplane-sim/src/main
RUN --mount=type=cache,target=/root/.m2 \
    mvn -B -ntp -q package -DskipTests -DskipErrorprone -Djacoco.skip -Dcyclonedx.skip -Dspotless.check.skip

FROM eclipse-temurin:17-jre
RUN useradd --system --uid 10001 --create-home backplane
COPY --from=build /src/backplane-sim/target/backplane-sim.jar /opt/backplane-sim.jar
USER 10001
ENV JAVA_TOOL_OPTIONS="-XX:+UseSerialGC -Xmx128m -XX:+ExitOnOutOfMemoryError"
EXPOSE 9091
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/9091"]
ENTRYPOINT ["java", "-jar", "/opt/backplane-sim.jar"]
CMD ["run"]
