using Microsoft.Extensions.Logging;

namespace ReferenceServer;

/// <summary>What the sample logs.</summary>
internal static partial class SampleLog
{
    [LoggerMessage(1, LogLevel.Information, "A stream was cut off; its connection ended: {Ending}.")]
    public static partial void StreamCut(this ILogger log, string ending);
}
