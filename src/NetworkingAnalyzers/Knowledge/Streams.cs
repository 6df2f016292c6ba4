using System.Collections.Immutable;
using static NetworkingAnalyzers.Knowledge.Topics;

namespace NetworkingAnalyzers.Knowledge;

/// <summary>What a stream has that a connection has not, and the readers and writers that are put over one.</summary>
internal static class Streams
{
    public static readonly ImmutableArray<ApiRow> Rows = ImmutableArray.Create(
        new ApiRow(Seeks, "System.IO.Stream", "Length", "Position", "Seek", "SetLength"),
        new ApiRow(LooksAhead, "System.IO.BinaryReader", "PeekChar"),
        new ApiRow(MakesTextWriter | WrapsStream, "System.IO.StreamWriter", ".ctor"),
        new ApiRow(WrapsStream, "System.IO.StreamReader", ".ctor"),
        new ApiRow(WrapsStream, "System.IO.BinaryReader", ".ctor"),
        new ApiRow(WrapsStream, "System.IO.BinaryWriter", ".ctor"),
        new ApiRow(WrapsStream | GathersBytes, "System.IO.BufferedStream", ".ctor"),
        new ApiRow(GathersBytes, "System.IO.Compression.DeflateStream", ".ctor"),
        new ApiRow(GathersBytes, "System.IO.Compression.GZipStream", ".ctor"),
        new ApiRow(GathersBytes, "System.IO.Compression.ZLibStream", ".ctor"),
        new ApiRow(GathersBytes, "System.IO.Compression.BrotliStream", ".ctor"),
        new ApiRow(WrapsStream, "System.Net.Security.SslStream", ".ctor"),

        // None of these can seek, whatever the request.
        new ApiRow(GivesHttpBody, "System.Net.HttpListenerRequest", "InputStream"),
        new ApiRow(GivesHttpBody | GivesBodyToFill, "System.Net.HttpListenerResponse", "OutputStream"),
        new ApiRow(GivesHttpBody, "System.Net.HttpWebResponse", "GetResponseStream"),
        new ApiRow(GivesHttpBody, "System.Net.Http.HttpClient", "GetStreamAsync"),
        // Of a file:// request it could seek; nobody asks.
        new ApiRow(GivesBodyToFill, "System.Net.WebRequest", "GetRequestStream", "GetRequestStreamAsync", "EndGetRequestStream"));

    /// <summary>The constructor of the encoding that writes the same without a byte order mark; null where it writes none.</summary>
    public static string? WithoutMark(string encoding) => encoding switch
    {
        "UTF8" or "utf-8" or "utf8" => "new global::System.Text.UTF8Encoding(false)",
        "Unicode" or "utf-16" => "new global::System.Text.UnicodeEncoding(false, false)",
        "BigEndianUnicode" => "new global::System.Text.UnicodeEncoding(true, false)",
        "UTF32" or "utf-32" => "new global::System.Text.UTF32Encoding(false, false)",
        _ => null,
    };
}

internal readonly partial struct Topics
{
    /// <summary>Asks how long a stream is, or where in it one stands: <c>Length</c>, <c>Seek</c>.</summary>
    public static readonly Topics Seeks = New();

    /// <summary>Says what comes next by going back in the stream, and that nothing does where it cannot: <c>BinaryReader.PeekChar</c>.</summary>
    public static readonly Topics LooksAhead = New();

    /// <summary><c>new StreamWriter</c>.</summary>
    public static readonly Topics MakesTextWriter = New();

    /// <summary>Makes a stream that keeps what is written to it until it is much, or is flushed.</summary>
    public static readonly Topics GathersBytes = New();

    /// <summary>Makes a reader, writer or stream over a stream, and closes that with itself unless told otherwise.</summary>
    public static readonly Topics WrapsStream = New();

    /// <summary>The body of an HTTP message as a stream that comes straight from the connection.</summary>
    public static readonly Topics GivesHttpBody = New();

    /// <summary>A stream into which the body of an HTTP message is written.</summary>
    public static readonly Topics GivesBodyToFill = New();
}
