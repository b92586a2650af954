package dev.troupe.app;

/** Where the process starts. A placeholder: it only tells what is to come. */
public final class Main {
  private Main() {}

  /** Prints help. */
  public static void main(String[] args) {
    System.out.println("usage: troupe <command>\n\n  up    start a manager and an agent in this process");
  }
}
