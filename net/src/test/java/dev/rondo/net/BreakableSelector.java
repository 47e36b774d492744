package dev.rondo.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.spi.AbstractSelectableChannel;
import java.nio.channels.spi.AbstractSelector;
import java.nio.channels.spi.SelectorProvider;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A selector that can be made to return at once for ever, with nothing, as selectors of the JDK
/// have done.
final class BreakableSelector extends AbstractSelector {
  private final Selector sound;
  boolean broken;
  int emptyReturns;

  /// How often it was asked.
  int rounds;

  BreakableSelector() throws IOException {
    super(SelectorProvider.provider());
    sound = Selector.open();
  }

  @Override
  protected void implCloseSelector() throws IOException {
    sound.close();
  }

  @Override
  protected SelectionKey register(
      AbstractSelectableChannel channel, int ops, @Nullable Object attachment) {
    try {
      return channel.register(sound, ops, attachment);
    } catch (IOException closed) {
      throw new UncheckedIOException(closed);
    }
  }

  @Override
  public Set<SelectionKey> keys() {
    return sound.keys();
  }

  @Override
  public Set<SelectionKey> selectedKeys() {
    return sound.selectedKeys();
  }

  @Override
  public int selectNow(Consumer<SelectionKey> action) throws IOException {
    rounds++;
    return broken ? 0 : sound.selectNow(action);
  }

  @Override
  public int select(Consumer<SelectionKey> action, long timeout) throws IOException {
    rounds++;
    if (broken) {
      emptyReturns++;
      return 0;
    }
    return sound.select(action, timeout);
  }

  @Override
  public int selectNow() {
    throw new UnsupportedOperationException("not used");
  }

  @Override
  public int select(long timeout) {
    throw new UnsupportedOperationException("not used");
  }

  @Override
  public int select() {
    throw new UnsupportedOperationException("not used");
  }

  @Override
  public Selector wakeup() {
    sound.wakeup();
    return this;
  }
}
