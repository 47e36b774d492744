package dev.rondo.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/// An authority and certificates of it, made by the JDK's `keytool` when they are first needed.
final class Certificates {
  private static final String PASSWORD = "password";
  private static final String AUTHORITY = "authority";
  private static final Path DIRECTORY = directory();
  private static final Path STORE = DIRECTORY.resolve("store.p12");
  private static final Set<String> MADE = new HashSet<>();

  private Certificates() {}

  private static Path directory() {
    try {
      var directory = Files.createTempDirectory("rondo-certificates");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(directory)));
      return directory;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static void delete(Path directory) {
    try (var files = Files.list(directory)) {
      for (var file : files.toList()) {
        Files.delete(file);
      }
      Files.delete(directory);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /* ---- contexts ---- */

  /// A server with a certificate for a name, or for an address.
  static SSLContext server(String name) {
    return context("TLS", signed(name));
  }

  static SSLContext expiredServer(String name) {
    return context("TLS", signed(name, "-startdate", "-10d", "-validity", "5"));
  }

  static SSLContext futureServer(String name) {
    return context("TLS", signed(name, "-startdate", "+10d", "-validity", "5"));
  }

  static SSLContext selfSignedServer(String name) {
    return context("TLS", key("self-signed-" + name, "-ext", alternative(name)));
  }

  /// A client that trusts the authority.
  static SSLContext client() {
    return context("TLS", null);
  }

  /// A client that knows TLSv1.2 only.
  static SSLContext oldClient() {
    return context("TLSv1.2", null);
  }

  /// A client that shows a certificate that nobody has signed, whomever the server trusts.
  static SSLContext stranger() {
    try {
      var alias = key("stranger");
      var store = alone(alias);
      var context = SSLContext.getInstance("TLS");
      var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(authorityAlone());
      context.init(
          new KeyManager[] {
            new OneKey(
                (PrivateKey) store.getKey(alias, PASSWORD.toCharArray()),
                (X509Certificate) store.getCertificate(alias))
          },
          trust.getTrustManagers(),
          null);
      return context;
    } catch (GeneralSecurityException | IOException failure) {
      throw new AssertionError(failure);
    }
  }

  /// Shows its certificate whatever is asked for.
  private static final class OneKey extends X509ExtendedKeyManager {
    private static final String ALIAS = "key";
    private final PrivateKey key;
    private final X509Certificate certificate;

    OneKey(PrivateKey key, X509Certificate certificate) {
      this.key = key;
      this.certificate = certificate;
    }

    @Override
    public String[] getClientAliases(String type, Principal @Nullable [] issuers) {
      return new String[] {ALIAS};
    }

    @Override
    public String chooseClientAlias(
        String[] types, Principal @Nullable [] issuers, @Nullable Socket socket) {
      return ALIAS;
    }

    @Override
    public String chooseEngineClientAlias(
        String[] types, Principal @Nullable [] issuers, SSLEngine engine) {
      return ALIAS;
    }

    @Override
    public String[] getServerAliases(String type, Principal @Nullable [] issuers) {
      return new String[0];
    }

    @Override
    public @Nullable String chooseServerAlias(
        String type, Principal @Nullable [] issuers, @Nullable Socket socket) {
      return null;
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
      return new X509Certificate[] {certificate};
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
      return key;
    }
  }

  private static SSLContext context(String protocol, @Nullable String alias) {
    try {
      var context = SSLContext.getInstance(protocol);
      var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(alias == null ? null : alone(alias), PASSWORD.toCharArray());
      var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(authorityAlone());
      context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException failure) {
      throw new AssertionError(failure);
    }
  }

  private static KeyStore empty() throws GeneralSecurityException, IOException {
    var store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  private static KeyStore all() throws GeneralSecurityException, IOException {
    return KeyStore.getInstance(STORE.toFile(), PASSWORD.toCharArray());
  }

  private static KeyStore alone(String alias) throws GeneralSecurityException, IOException {
    var from = all();
    var store = empty();
    store.setKeyEntry(
        alias,
        from.getKey(alias, PASSWORD.toCharArray()),
        PASSWORD.toCharArray(),
        from.getCertificateChain(alias));
    return store;
  }

  private static KeyStore authorityAlone() throws GeneralSecurityException, IOException {
    var alias = authority();
    var store = empty();
    store.setCertificateEntry(alias, all().getCertificate(alias));
    return store;
  }

  /* ---- files, for other programs ---- */

  /// The authority's certificate.
  static Path authorityFile() throws GeneralSecurityException, IOException {
    var alias = authority();
    var certificate = all().getCertificate(alias);
    return Files.writeString(
        DIRECTORY.resolve("authority.pem"), block("CERTIFICATE", certificate.getEncoded()));
  }

  /// A key and its certificate, with that of the authority.
  static Path keyFile(String name) throws GeneralSecurityException, IOException {
    var alias = signed(name);
    var store = all();
    var text = new StringBuilder();
    text.append(block("PRIVATE KEY", store.getKey(alias, PASSWORD.toCharArray()).getEncoded()));
    for (var certificate : store.getCertificateChain(alias)) {
      text.append(block("CERTIFICATE", certificate.getEncoded()));
    }
    return Files.writeString(DIRECTORY.resolve(name + ".pem"), text);
  }

  private static String block(String type, byte[] bytes) {
    return "-----BEGIN "
        + type
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes)
        + "\n-----END "
        + type
        + "-----\n";
  }

  /* ---- keytool ---- */

  private static String authority() {
    return key(AUTHORITY, "-ext", "bc:c", "-ext", "ku:c=keyCertSign");
  }

  private static String signed(String name, String... validity) {
    var alias = name + String.join("", validity);
    var arguments = new ArrayList<>(List.of("-signer", authority(), "-ext", alternative(name)));
    arguments.addAll(List.of(validity));
    return key(alias, arguments.toArray(String[]::new));
  }

  private static String alternative(String name) {
    return (Character.isDigit(name.charAt(0)) ? "san=ip:" : "san=dns:") + name;
  }

  /// Makes a key with a certificate, unless that is done.
  ///
  /// @return its alias
  private static synchronized String key(String alias, String... arguments) {
    if (!MADE.contains(alias)) {
      var command =
          new ArrayList<>(
              List.of(
                  Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                  "-genkeypair",
                  "-alias",
                  alias,
                  "-dname",
                  "CN=" + alias.replaceAll("[-+]", ""),
                  "-keyalg",
                  "EC",
                  "-groupname",
                  "secp256r1",
                  "-keystore",
                  STORE.toString(),
                  "-storepass",
                  PASSWORD));
      command.addAll(List.of(arguments));
      execute(command);
      MADE.add(alias);
    }
    return alias;
  }

  private static void execute(List<String> command) {
    try {
      var process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new AssertionError(command + ": " + output);
      }
    } catch (IOException | InterruptedException failure) {
      throw new AssertionError(failure);
    }
  }
}
