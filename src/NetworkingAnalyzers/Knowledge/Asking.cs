using System.Collections.Immutable;
using static NetworkingAnalyzers.Knowledge.Topics;

namespace NetworkingAnalyzers.Knowledge;

/// <summary>Calls that ask somebody over the network and block until the answer is there.</summary>
internal static class Asking
{
    public static readonly ImmutableArray<ApiRow> Rows = ImmutableArray.Create(
        new ApiRow(AsksAndWaits, "System.Net.Dns", "GetHostEntry", "GetHostAddresses", "GetHostByName", "GetHostByAddress", "Resolve"),
        new ApiRow(AsksAndWaits, "System.Net.Http.HttpClient", "Send"),
        new ApiRow(AsksAndWaits, "System.Net.Http.HttpMessageInvoker", "Send"),
        new ApiRow(AsksAndWaits, "System.Net.WebRequest", "GetResponse", "GetRequestStream"),
        new ApiRow(
            AsksAndWaits,
            "System.Net.WebClient",
            "DownloadData", "DownloadFile", "DownloadString", "OpenRead", "OpenWrite", "UploadData", "UploadFile", "UploadString", "UploadValues"),
        new ApiRow(AsksAndWaits, "System.Net.Mail.SmtpClient", "Send"),
        new ApiRow(AsksAndWaits, "System.Net.NetworkInformation.Ping", "Send"));
}
