package dev.rondo.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.HexFormat;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/// Says what went wrong with TLS: what was expected, what came, and what to do.
final class TlsErrors {
  private static final Pattern ALERT = Pattern.compile("(?:Received fatal alert|Alert): (\\w+)");
  private static final int SHOWN = 24;
  private static final int FIRST_TYPE = 20;
  private static final int LAST_TYPE = 24;
  private static final int MAJOR_VERSION = 3;

  private TlsErrors() {}

  /// A failed handshake.
  static SSLHandshakeException handshake(String peer, @Nullable String host, IOException failure) {
    var error =
        new SSLHandshakeException(
            "the TLS handshake with " + peer + " failed: " + reason(host, failure));
    error.initCause(failure);
    return error;
  }

  /// A failure after the handshake.
  static IOException established(String peer, IOException failure) {
    if (!(failure instanceof SSLException) || failure instanceof TruncatedStreamException) {
      return failure;
    }
    var alert = alert(failure);
    return new SSLException(
        "the TLS connection with "
            + peer
            + " is broken: "
            + (alert == null ? failure.getMessage() : alert),
        failure);
  }

  static TruncatedStreamException truncated(String peer) {
    return new TruncatedStreamException(
        peer
            + " ended the connection without ending TLS: expected close_notify, but the stream"
            + " ended. What was read may not be all that was written");
  }

  static SSLException ended(String peer) {
    return new SSLException(
        peer
            + " ended the connection during the handshake. Does it speak TLS there, and accept"
            + " this side's protocols and certificate?");
  }

  static SSLException renegotiation(String peer) {
    return new SSLException(
        peer + " wants to negotiate again (a feature of TLSv1.2 and before), which is refused");
  }

  private static String reason(@Nullable String host, IOException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      switch (cause) {
        case CertificateExpiredException expired -> {
          return "expected a certificate that is valid now, but that of the peer has expired ("
              + expired.getMessage()
              + ")";
        }
        case CertificateNotYetValidException early -> {
          return "expected a certificate that is valid now, but that of the peer is not valid yet ("
              + early.getMessage()
              + ")";
        }
        case CertPathBuilderException _ -> {
          return untrusted(cause);
        }
        case CertPathValidatorException invalid
            when invalid.getReason() == CertPathValidatorException.BasicReason.UNSPECIFIED
                && invalid.getCause() == null -> {
          return untrusted(cause);
        }
        case CertificateException other when host != null && other.getCause() == null -> {
          return "expected the certificate of "
              + host
              + ", but the peer has another one ("
              + other.getMessage()
              + ")";
        }
        default -> {
          // look further
        }
      }
    }
    var alert = alert(failure);
    return alert == null ? String.valueOf(failure.getMessage()) : alert;
  }

  private static String untrusted(Throwable cause) {
    return "expected a certificate that an authority in the context's trust store has signed, but"
        + " that of the peer is signed by itself or by another one ("
        + cause.getMessage()
        + ")";
  }

  /// What the peer objects to, if it said so.
  private static @Nullable String alert(IOException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      var found = ALERT.matcher(String.valueOf(cause.getMessage()));
      if (found.find()) {
        return explained(found.group(1));
      }
    }
    return null;
  }

  private static String explained(String name) {
    var meaning =
        switch (name) {
          case "certificate_required" -> "it wants a certificate of this side, which sent none";
          case "bad_certificate" -> "it wants another certificate of this side, or none came";
          case "certificate_unknown", "unknown_ca", "unsupported_certificate" ->
              "it does not trust this side's certificate";
          case "certificate_expired" -> "this side's certificate has expired";
          case "no_application_protocol" -> "no application protocol in common";
          case "protocol_version" -> "no version of TLS in common";
          case "handshake_failure", "insufficient_security" ->
              "no cipher suite or other parameter in common, or a certificate is missing";
          case "unrecognized_name" -> "it has no certificate for the name that was asked for";
          default -> "see RFC 8446, section 6.2";
        };
    return "the peer refused with the alert " + name + " (" + meaning + ")";
  }

  /// Refuses what cannot be the beginning of TLS.
  static void checkFirstBytes(String peer, ByteBuffer bytes) throws SSLException {
    if (!bytes.hasRemaining()) {
      return;
    }
    var type = Byte.toUnsignedInt(bytes.get(bytes.position()));
    var plain = type < FIRST_TYPE || type > LAST_TYPE;
    if (!plain && bytes.remaining() > 1) {
      plain = bytes.get(bytes.position() + 1) != MAJOR_VERSION;
    }
    if (plain) {
      throw new SSLException(
          peer + " does not speak TLS: expected a record of TLS, but got " + shown(bytes));
    }
  }

  private static String shown(ByteBuffer bytes) {
    var some = new byte[Math.min(bytes.remaining(), SHOWN)];
    bytes.get(bytes.position(), some);
    var text = new String(some, StandardCharsets.ISO_8859_1);
    var printable = text.chars().allMatch(c -> (c >= ' ' && c <= '~') || c == '\r' || c == '\n');
    return printable
        ? "the text '" + text.strip().replaceAll("[\r\n]+", " ") + "'; is that a plain connection?"
        : "the bytes " + HexFormat.ofDelimiter(" ").formatHex(some);
  }
}
