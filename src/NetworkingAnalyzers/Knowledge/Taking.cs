using System.Collections.Immutable;
using static NetworkingAnalyzers.Knowledge.Topics;

namespace NetworkingAnalyzers.Knowledge;

/// <summary>Calls that take every byte of the array that they are given, unless they are told how many.</summary>
internal static class Taking
{
    public static readonly ImmutableArray<ApiRow> Rows = ImmutableArray.Create(
        new ApiRow(TakesAllBytes, "System.Text.Encoding", "GetString", "GetChars"),
        new ApiRow(TakesAllBytes, "System.IO.Stream", "Write", "WriteAsync"),
        new ApiRow(TakesAllBytes, "System.IO.BinaryWriter", "Write"),
        new ApiRow(TakesAllBytes, "System.IO.MemoryStream", ".ctor"),
        new ApiRow(TakesAllBytes, "System.IO.File", "WriteAllBytes", "WriteAllBytesAsync"),
        new ApiRow(TakesAllBytes, "System.Net.Sockets.Socket", "Send", "SendAsync"),
        new ApiRow(TakesAllBytes, "System.Convert", "ToBase64String", "ToHexString"),
        new ApiRow(TakesAllBytes, "System.BitConverter", "ToString"),
        new ApiRow(TakesAllBytes, "System.Security.Cryptography.HashAlgorithm", "ComputeHash"),
        new ApiRow(TakesAllBytes, "System.Security.Cryptography.IncrementalHash", "AppendData"),
        new ApiRow(TakesAllBytes, "System.Collections.Generic.List`1", "AddRange"));
}

internal readonly partial struct Topics
{
    /// <summary>Takes the whole of an array: <c>Encoding.GetString(buffer)</c>, <c>new MemoryStream(buffer)</c>.</summary>
    public static readonly Topics TakesAllBytes = New();
}
