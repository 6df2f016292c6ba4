using System;
using System.Linq;

namespace ReferenceServer;

/// <summary>The options of the command line, and what is none of them. A misspelled option would otherwise be taken for a setting that nobody reads.</summary>
internal static class CommandLine
{
    /// <summary>What <c>--help</c> prints.</summary>
    public const string Help = """
        ReferenceServer [--OPTION VALUE]..

          --port PORT          HTTP, 5080 unless given; 0 for any that is free
          --tls PORT           HTTPS as well, with a certificate made for the trial, on the loopback address
          --unix PATH          a Unix domain socket as well
          --address ADDRESS    the address to listen on, 127.0.0.1 unless given
          --headers SECONDS    how long a request's headers may take, 10 unless given
          --keepalive SECONDS  how long a connection may wait for its next request, 130 unless given
          --drain SECONDS      how long readiness says no before the server ends, 0 unless given
          --transport kestrel  Kestrel's own sockets, to compare with
          --meters false       no meter readings on the page
          --log LEVEL          Trace, Debug, Information, Warning, Error, Critical or None
          --Transport:NAME VALUE
                               an option of the transport, such as --Transport:MaxConnections 10000 (docs/reference-server.md)

        """;

    private static readonly string[] Options = ["port", "tls", "unix", "address", "headers", "keepalive", "drain", "transport", "meters", "log"];

    /// <summary>Settings of the host itself, which it reads from the same command line.</summary>
    private static readonly string[] HostOptions = ["environment", "contentRoot", "applicationName", "urls"];

    /// <summary>Whether the person asks what there is.</summary>
    public static bool AsksForHelp(string[] args) => args.Any(static arg => arg is "--help" or "-h" or "-?" or "/?");

    /// <summary>The first option that is none, with its dashes; null where all are known.</summary>
    public static string? Unknown(string[] args) =>
        args.Where(static arg => arg.StartsWith("--", StringComparison.Ordinal))
            .Select(static arg => arg.Split('=', 2)[0])
            .FirstOrDefault(static option => !option.Contains(':', StringComparison.Ordinal)
                && !Options.Concat(HostOptions).Contains(option[2..], StringComparer.OrdinalIgnoreCase));
}
