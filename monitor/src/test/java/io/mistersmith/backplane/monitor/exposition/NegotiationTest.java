package io.mistersmith.backplane.monitor.exposition;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NegotiationTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                                                                              | TEXT
            */*                                                                             | TEXT
            text/plain                                                                      | TEXT
            application/json                                                                | TEXT
            application/*                                                                   | TEXT
            application/openmetrics-text                                                    | OPENMETRICS
            APPLICATION/OpenMetrics-Text; Version="1.0.0"                                   | OPENMETRICS
            application/openmetrics-text;version=2.0.0                                      | TEXT
            application/openmetrics-text;version=0.0.1                                      | TEXT
            application/openmetrics-text;q=0                                                | TEXT
            application/openmetrics-text;q=0, */*                                           | TEXT
            application/openmetrics-text;q=0.3, text/plain;q=0.5                            | TEXT
            application/openmetrics-text;q=0.3, */*                                         | TEXT
            application/openmetrics-text;q=0.5, text/plain;q=0.5                            | OPENMETRICS
            application/openmetrics-text;q=0.5, text/plain;q=0, */*                         | OPENMETRICS
            application/openmetrics-text;q=high, text/plain;q=0.1                           | TEXT
            application/openmetrics-text;version=1.0.0;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2 | OPENMETRICS
            application/openmetrics-text; version=1.0.0; charset=utf-8, text/plain;version=0.0.4;q=0.5, */*;q=0.1 | OPENMETRICS
            text/plain;version=0.0.4, application/json;q=0.9                                | TEXT
            ,;,=;q                                                                          | TEXT
            """)
    void format_byAccept(String accept, Format expected) {
        assertThat(Negotiation.format(accept)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                       | false
            gzip                     | true
            GZIP                     | true
            deflate, gzip;q=0.5      | true
            gzip;q=0                 | false
            gzip; q=0.0, *           | false
            identity                 | false
            *                        | false
            identity, gzip;q=0.5     | false
            identity;q=0.1, gzip     | true
            br                       | false
            """)
    void gzip_byAcceptEncoding(String acceptEncoding, boolean expected) {
        assertThat(Negotiation.gzip(acceptEncoding)).isEqualTo(expected);
    }
}
