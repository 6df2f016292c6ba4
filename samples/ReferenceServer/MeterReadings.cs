using System;
using System.Collections.Generic;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Threading;

namespace ReferenceServer;

/// <summary>
/// What all meters of this process say, as text for scrapers (the format that Prometheus reads, version 0.0.4) and as JSON for
/// the live page. Needs no package. Any thread may ask.
/// </summary>
public sealed class MeterReadings : IDisposable
{
    private static readonly double[] s_bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, Metric> _metrics = new(StringComparer.Ordinal);
    private readonly MeterListener _listener = new();

    /// <summary>Begins to listen.</summary>
    public MeterReadings()
    {
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name is "ReferenceServer" or "ReferenceServer.Transport" or "ReferenceServer.Delivery" or "System.Runtime"
                or "Microsoft.AspNetCore.Hosting" or "Microsoft.AspNetCore.Server.Kestrel")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>The text format.</summary>
    /// <returns>One block for each metric.</returns>
    public string ToText()
    {
        var text = new StringBuilder();
        lock (_gate)
        {
            _listener.RecordObservableInstruments();
            foreach (var (name, metric) in _metrics)
            {
                text.Append("# HELP ").Append(name).Append(' ').Append(metric.Help).Append('\n');
                text.Append("# TYPE ").Append(name).Append(' ').Append(metric.Type).Append('\n');
                foreach (var (tags, series) in metric.Series)
                {
                    if (series.Buckets is { } buckets)
                    {
                        AppendHistogram(text, name, tags, series, buckets);
                    }
                    else
                    {
                        AppendLine(text, name, tags, series.Value);
                    }
                }
            }
        }

        return text.ToString();
    }

    /// <summary>An object with one number for each series: the value, or of a histogram the count.</summary>
    /// <param name="json">Where it is written.</param>
    public void WriteTo(Utf8JsonWriter json)
    {
        ArgumentNullException.ThrowIfNull(json);
        json.WriteStartObject();
        lock (_gate)
        {
            _listener.RecordObservableInstruments();
            foreach (var (name, metric) in _metrics)
            {
                foreach (var (tags, series) in metric.Series)
                {
                    json.WriteNumber(tags.Length == 0 ? name : $"{name}{{{tags}}}", series.Buckets is null ? series.Value : series.Count);
                }
            }
        }

        json.WriteEndObject();
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var (type, adds) = instrument.GetType().Name.Split('`')[0] switch
        {
            "Counter" => ("counter", true),
            "ObservableCounter" => ("counter", false),
            "UpDownCounter" => ("gauge", true),
            "Histogram" => ("histogram", true),
            _ => ("gauge", false),
        };
        var name = NameOf(instrument, type);
        var labels = LabelsOf(tags);
        lock (_gate)
        {
            if (!_metrics.TryGetValue(name, out var metric))
            {
                _metrics[name] = metric = new Metric(type, (instrument.Description ?? "").Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal));
            }

            if (!metric.Series.TryGetValue(labels, out var series))
            {
                metric.Series[labels] = series = new Series(type == "histogram" ? new long[s_bounds.Length] : null);
            }

            series.Value = adds ? series.Value + value : value;
            series.Count++;
            for (var i = 0; i < series.Buckets?.Length; i++)
            {
                series.Buckets[i] += value <= s_bounds[i] ? 1 : 0;
            }
        }
    }

    private static string NameOf(Instrument instrument, string type)
    {
        var name = instrument.Name.Replace('.', '_');
        name += instrument.Unit switch
        {
            "s" => "_seconds",
            "By" => "_bytes",
            _ => "",
        };
        return type == "counter" ? name + "_total" : name;
    }

    private static string LabelsOf(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.IsEmpty)
        {
            return "";
        }

        var text = new StringBuilder();
        foreach (var (key, value) in tags)
        {
            var shown = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
            text.Append(text.Length == 0 ? "" : ",").Append(key.Replace('.', '_')).Append("=\"")
                .Append(shown.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)).Append('"');
        }

        return text.ToString();
    }

    private static void AppendHistogram(StringBuilder text, string name, string tags, Series series, long[] buckets)
    {
        var comma = tags.Length == 0 ? "" : ",";
        for (var i = 0; i < buckets.Length; i++)
        {
            AppendLine(text, name + "_bucket", string.Create(CultureInfo.InvariantCulture, $"{tags}{comma}le=\"{s_bounds[i]}\""), buckets[i]);
        }

        AppendLine(text, name + "_bucket", $"{tags}{comma}le=\"+Inf\"", series.Count);
        AppendLine(text, name + "_sum", tags, series.Value);
        AppendLine(text, name + "_count", tags, series.Count);
    }

    private static void AppendLine(StringBuilder text, string name, string tags, double value)
    {
        text.Append(name);
        if (tags.Length > 0)
        {
            text.Append('{').Append(tags).Append('}');
        }

        text.Append(CultureInfo.InvariantCulture, $" {value}").Append('\n');
    }

    private sealed record Metric(string Type, string Help)
    {
        public SortedDictionary<string, Series> Series { get; } = new(StringComparer.Ordinal);
    }

    private sealed class Series(long[]? buckets)
    {
        public long[]? Buckets => buckets;

        public double Value { get; set; }

        public long Count { get; set; }
    }
}
