using System.Linq;
using Microsoft.CodeAnalysis;

namespace NetworkingAnalyzers.Situations;

/// <summary>Is this program a tool that somebody starts and whose end they wait for? What costs only those that run for days costs it nothing.</summary>
internal static class Tools
{
    /// <summary>Names that code of a service mentions: its host, or what runs in one.</summary>
    private static readonly string[] HostingNames = ["WebApplication", "CreateApplicationBuilder", "CreateDefaultBuilder", "HostBuilder", "WebHostBuilder", "IHost", "IHostedService", "BackgroundService", "ServiceBase"];

    /// <summary>Names of what a program listens with.</summary>
    private static readonly string[] ListeningNames = ["TcpListener", "HttpListener", "BeginAccept", "AcceptAsync"];

    /// <summary>A console program that hosts no service. A window, a service and a library have no such end.</summary>
    public static bool Holds(Seen seen) =>
        seen.Compilation.Options.OutputKind == OutputKind.ConsoleApplication && !Mentions(HostingNames, seen);

    /// <summary>Whether code of the project waits for others to connect: however it is started, it serves.</summary>
    public static bool Listens(Seen seen) => Mentions(ListeningNames, seen);

    private static bool Mentions(string[] names, Seen seen) => names.Any(name => seen.Sources.NamesAnywhere(name, seen.Cancellation).Any());
}
