package dev.rondo;

import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A variable whose value belongs to the running task: set in one, it is not seen by others, save
/// for those that the task creates afterwards.
///
/// {@snippet class=dev.rondo.SnippetsTest region=context_variable}
///
/// @param <T> the type of the value
/// @threads any; outside of a loop a variable has one value per thread
/// @asyncio `contextvars.ContextVar`
public final class ContextVariable<T> {
  private final String name;
  private final @Nullable T defaultValue;

  private ContextVariable(String name, @Nullable T defaultValue) {
    this.name = Arguments.notNull(name, "name");
    this.defaultValue = defaultValue;
  }

  /// {@return a new variable without a default value}
  ///
  /// @param name for people
  /// @param <T> the type of the value
  public static <T> ContextVariable<T> create(String name) {
    return new ContextVariable<>(name, null);
  }

  /// {@return a new variable with a default value}
  ///
  /// @param name for people
  /// @param defaultValue what [#get()] returns where nothing was set
  /// @param <T> the type of the value
  public static <T> ContextVariable<T> create(String name, T defaultValue) {
    return new ContextVariable<>(name, Arguments.notNull(defaultValue, "defaultValue"));
  }

  /// What [#set(Object)] returns, to take the change back.
  ///
  /// @param <T> the type of the value
  /// @asyncio `contextvars.Token`
  public static final class Token<T> {
    private final ContextVariable<T> variable;
    private final @Nullable Object before;
    private final Context context;
    private boolean used;

    private Token(ContextVariable<T> variable, @Nullable Object before, Context context) {
      this.variable = variable;
      this.before = before;
      this.context = context;
    }
  }

  /// {@return the value in the caller's context, else the default value}
  ///
  /// @throws NoSuchElementException if there is neither
  /// @asyncio `ContextVar.get`
  public T get() {
    return find()
        .orElseThrow(
            () -> new NoSuchElementException("context variable " + name + " has no value here"));
  }

  /// {@return the value in the caller's context, else the default value, else nothing}
  public Optional<T> find() {
    var context = Context.currentOrNull();
    @SuppressWarnings("unchecked")
    var value = context == null ? null : (T) context.lookUp(this);
    return Optional.ofNullable(value != null ? value : defaultValue);
  }

  /// Sets the value in the caller's context.
  ///
  /// @param value the new value
  /// @return a token to undo this with [#reset(Token)]
  /// @asyncio `ContextVar.set`
  public Token<T> set(T value) {
    Arguments.notNull(value, "value");
    var context = Context.current();
    var token = new Token<>(this, context.lookUp(this), context);
    context.put(this, value);
    return token;
  }

  /// Takes a change back.
  ///
  /// @param token what [#set(Object)] returned
  /// @throws IllegalArgumentException if the token is of another variable or another context
  /// @throws IllegalStateException if the token was used already
  /// @asyncio `ContextVar.reset`
  public void reset(Token<T> token) {
    Arguments.notNull(token, "token");
    if (token.variable != this) {
      throw new IllegalArgumentException("the token is of variable " + token.variable.name);
    }
    if (token.context != Context.current()) {
      throw new IllegalArgumentException("the token of " + name + " was made in another context");
    }
    if (token.used) {
      throw new IllegalStateException("the token of " + name + " was used already");
    }
    token.used = true;
    token.context.put(this, token.before);
  }

  /// {@return the name, for people}
  @Override
  public String toString() {
    return "ContextVariable[" + name + "]";
  }
}
