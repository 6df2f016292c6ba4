using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace NetworkingAnalyzers.Knowledge;

/// <summary>
/// The types of .NET's networking API as one compilation sees them: each looked up at most once, null where absent. The only
/// home, together with the tables of <see cref="ApiRow"/>, of type names.
/// </summary>
internal sealed class NetTypes
{
    private static readonly ConditionalWeakTable<Compilation, NetTypes> Known = new();

    private readonly Compilation _compilation;
    private readonly ConcurrentDictionary<string, INamedTypeSymbol?> _types = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<ISymbol, Topics> _topics = new(SymbolEqualityComparer.Default);
    private readonly Lazy<Dictionary<ISymbol, List<ApiRow>>> _rows;

    private readonly UserApis _user;
    private readonly Lazy<bool> _isMentioned;
    private readonly Lazy<ImmutableArray<INamedTypeSymbol>> _userConnections;

    private NetTypes(Compilation compilation, UserApis user)
    {
        _compilation = compilation;
        _user = user;
        _rows = new(RowsByType);
        Mentions = new(user);
        _isMentioned = new(() => IsPresent && Mentions.AreIn(_compilation));
        _userConnections = new(() => user.ConnectionTypes.Select(Type).OfType<INamedTypeSymbol>().ToImmutableArray());
    }

    /// <summary>All tables. A new table is named here.</summary>
    public static IEnumerable<ApiRow> AllRows =>
        Receiving.Rows
            .Concat(Sending.Rows)
            .Concat(Opening.Rows)
            .Concat(Options.Rows)
            .Concat(TimeUnits.Rows)
            .Concat(ErrorNumbers.Rows)
            .Concat(Text.Rows)
            .Concat(Parsing.Rows)
            .Concat(Decoding.Rows)
            .Concat(Http.Rows)
            .Concat(Certificates.Rows)
            .Concat(Resolving.Rows)
            .Concat(Ports.Rows)
            .Concat(HeaderPlaces.Rows)
            .Concat(Bodies.Rows)
            .Concat(Taking.Rows)
            .Concat(Threads.Rows)
            .Concat(Work.Rows)
            .Concat(Handling.Rows)
            .Concat(Asking.Rows)
            .Concat(Completing.Rows)
            .Concat(Guarding.Rows)
            .Concat(Owning.Rows)
            .Concat(Streams.Rows)
            .Concat(Pipes.Rows)
            .Concat(WebSockets.Rows)
            .Concat(Hosts.Rows)
            .Concat(Listening.Rows);

    /// <summary>The types of a compilation, with what was said of the user's own when it was first looked at.</summary>
    public static NetTypes Of(Compilation compilation) => Of(compilation, UserApis.None);

    /// <summary>The types of a compilation, together with what its users say of their own.</summary>
    public static NetTypes Of(Compilation compilation, UserApis user) => Known.GetValue(compilation, c => new NetTypes(c, user));

    /// <summary>Which of the compilation's code names anything of networking.</summary>
    public Mentions Mentions { get; }

    /// <summary>Whether the compilation can reach a socket at all, and its code names anything of networking. A rule without both pays nothing.</summary>
    public bool IsMentioned => _isMentioned.Value;

    /// <summary>Whether the compilation can reach a socket at all.</summary>
    public bool IsPresent => Socket is not null || HttpClient is not null || HttpListener is not null || _user.Entries.Any(entry => Type(entry.Type) is not null);

    /// <summary>Whether users have said which functions run for each connection.</summary>
    public bool HasUserHandlers => _user.Rows.Any(row => row.Topics.HasAny(Topics.Handles));

    public INamedTypeSymbol? Socket => Type("System.Net.Sockets.Socket");

    public INamedTypeSymbol? TcpClient => Type("System.Net.Sockets.TcpClient");

    public INamedTypeSymbol? TcpListener => Type("System.Net.Sockets.TcpListener");

    public INamedTypeSymbol? UdpClient => Type("System.Net.Sockets.UdpClient");

    public INamedTypeSymbol? NetworkStream => Type("System.Net.Sockets.NetworkStream");

    public INamedTypeSymbol? SocketAsyncEventArgs => Type("System.Net.Sockets.SocketAsyncEventArgs");

    public INamedTypeSymbol? SslStream => Type("System.Net.Security.SslStream");

    public INamedTypeSymbol? NegotiateStream => Type("System.Net.Security.NegotiateStream");

    public INamedTypeSymbol? HttpClient => Type("System.Net.Http.HttpClient");

    public INamedTypeSymbol? HttpListener => Type("System.Net.HttpListener");

    public INamedTypeSymbol? HttpListenerContext => Type("System.Net.HttpListenerContext");

    public INamedTypeSymbol? WebSocket => Type("System.Net.WebSockets.WebSocket");

    public INamedTypeSymbol? Stream => Type("System.IO.Stream");

    public INamedTypeSymbol? BufferedStream => Type("System.IO.BufferedStream");

    public INamedTypeSymbol? StreamReader => Type("System.IO.StreamReader");

    public INamedTypeSymbol? StreamWriter => Type("System.IO.StreamWriter");

    public INamedTypeSymbol? BinaryReader => Type("System.IO.BinaryReader");

    public INamedTypeSymbol? BinaryWriter => Type("System.IO.BinaryWriter");

    public INamedTypeSymbol? SocketException => Type("System.Net.Sockets.SocketException");

    public INamedTypeSymbol? IOException => Type("System.IO.IOException");

    public INamedTypeSymbol? Task => Type("System.Threading.Tasks.Task");

    public INamedTypeSymbol? CancellationToken => Type("System.Threading.CancellationToken");

    public INamedTypeSymbol? AsyncCallback => Type("System.AsyncCallback");

    public INamedTypeSymbol? IAsyncResult => Type("System.IAsyncResult");

    /// <summary>A type by its metadata name, or null where this compilation has none (or hides it).</summary>
    public INamedTypeSymbol? Type(string metadataName) =>
        _types.TryGetValue(metadataName, out var known) ? known : _types.GetOrAdd(metadataName, Find);

    /// <summary>Whether the type is this one or derives from it.</summary>
    public static bool Is(ITypeSymbol? type, INamedTypeSymbol? wanted)
    {
        if (wanted is null)
        {
            return false;
        }

        for (var t = type; t is not null; t = t.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(t.OriginalDefinition, wanted))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A socket or client, as an accept gives it, or one opens it oneself.</summary>
    public bool IsSocketOrClient(ITypeSymbol? type) => Is(type, Socket) || Is(type, TcpClient);

    /// <summary>A TCP connection by its static type: a socket, a client, a stream that is always one.</summary>
    public bool IsConnection(ITypeSymbol? type) =>
        IsSocketOrClient(type) || IsConnectionStream(type) || IsUserConnection(type);

    /// <summary>One that its team calls a connection.</summary>
    public bool IsUserConnection(ITypeSymbol? type) =>
        type is not null && !_userConnections.Value.IsEmpty
        && _userConnections.Value.Any(own => Is(type, own) || (own.TypeKind == TypeKind.Interface && type.AllInterfaces.Any(face => SymbolEqualityComparer.Default.Equals(face.OriginalDefinition, own))));

    /// <summary>A stream that is always over a connection: <c>NetworkStream</c>, <c>SslStream</c>, <c>NegotiateStream</c>.</summary>
    public bool IsConnectionStream(ITypeSymbol? type) =>
        Is(type, NetworkStream) || Is(type, SslStream) || Is(type, NegotiateStream);

    /// <summary>What the tables say of a method, constructor, property or event.</summary>
    public Topics TopicsOf(ISymbol member)
    {
        var definition = member is IMethodSymbol { ReducedFrom: { } extension } ? extension.OriginalDefinition : member.OriginalDefinition;
        return _topics.TryGetValue(definition, out var topics) ? topics : _topics.GetOrAdd(definition, FindTopics);
    }

    private INamedTypeSymbol? Find(string metadataName) =>
        _compilation.GetTypeByMetadataName(metadataName)
        // Several assemblies can hold a copy (a polyfill package); the public one is the one that code means.
        ?? _compilation.GetTypesByMetadataName(metadataName).FirstOrDefault(t => t.DeclaredAccessibility == Accessibility.Public);

    /// <summary>The rows that speak of a member.</summary>
    public IEnumerable<ApiRow> RowsOf(ISymbol member)
    {
        member = member is IMethodSymbol { ReducedFrom: { } extension } ? extension.OriginalDefinition : member.OriginalDefinition;
        var rows = _rows.Value;
        for (var type = member.ContainingType; type is not null; type = type.BaseType)
        {
            if (rows.TryGetValue(type.OriginalDefinition, out var list))
            {
                foreach (var row in list)
                {
                    if (row.Members.Contains(member.Name) && row.Only?.Invoke(member) != false)
                    {
                        yield return row;
                    }
                }
            }

            // A subclass's new members are its own business; only what it overrides means what the base means.
            if (member is not (IMethodSymbol { IsOverride: true } or IPropertySymbol { IsOverride: true }))
            {
                break;
            }
        }
    }

    /// <summary>The names of all members that the tables list under one of the topics, whether or not this compilation can see them.</summary>
    public IEnumerable<string> MembersOf(Topics topics) => AllRows.Concat(_user.Rows).Where(row => row.Topics.HasAny(topics)).SelectMany(row => row.Members);

    private Topics FindTopics(ISymbol member)
    {
        var topics = Topics.None;
        foreach (var row in RowsOf(member))
        {
            topics |= row.Topics;
        }

        return topics;
    }

    private Dictionary<ISymbol, List<ApiRow>> RowsByType()
    {
        var rows = new Dictionary<ISymbol, List<ApiRow>>(SymbolEqualityComparer.Default);
        foreach (var row in AllRows.Concat(_user.Rows))
        {
            if (Type(row.Type) is { } type)
            {
                if (!rows.TryGetValue(type, out var list))
                {
                    rows.Add(type, list = new());
                }

                list.Add(row);
            }
        }

        return rows;
    }
}
