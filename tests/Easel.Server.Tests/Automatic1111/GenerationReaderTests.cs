using Easel.Diffusion;
using Easel.Diffusion.Noise;
using Easel.Diffusion.Samplers;
using Easel.Diffusion.Schedules;
using Easel.Painting.Styles;
using Easel.Painting.Texts;
using Easel.Server.Automatic1111;
using Easel.Server.Foreign;
using Easel.Server.Jobs;
using Easel.Server.Tests.Foreign;

namespace Easel.Server.Tests.Automatic1111;

public sealed class GenerationReaderTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private const ulong Drawn = 77;

    [Fact]
    public void What_is_left_out_is_as_in_the_web_ui()
    {
        AskedGeneration asked = Read("{}");

        Assert.Equal((50, 7.0, 512, 512, Drawn), (asked.Request.Steps, asked.Request.GuidanceScale, asked.Request.Width, asked.Request.Height, asked.Request.Seed));
        Assert.Equal((SamplerKind.Euler, ScheduleKind.Automatic), (asked.Request.Sampler, asked.Request.Schedule));
        Assert.Equal((NoiseKind.Cuda, PromptSyntax.Weighted), (asked.Request.Noise, asked.Request.Syntax));
        Assert.Equal((true, false), (asked.SendsPictures, asked.KeepsPictures));
        Assert.Empty(asked.Warnings);
    }

    [Fact]
    public void Numbers_as_texts_nulls_and_unknown_fields_are_borne()
    {
        AskedGeneration asked = Read(
            """{"prompt": "a fox", "steps": "12", "cfg_scale": "5.5", "width": 512.0, "height": null, "seed": "", "batch_size": "2", "n_iter": 3, "subseed": -1, "subseed_strength": 0.0, "eta": null, "from_the_future": {"a": [1]}}""");

        Assert.Equal((12, 5.5, 512, 512), (asked.Request.Steps, asked.Request.GuidanceScale, asked.Request.Width, asked.Request.Height));
        Assert.Equal((6, true, 1, 2), (asked.Request.Iterations, asked.Request.HasSeedPerIteration, asked.Request.NoiseBatch, asked.BatchSize));
    }

    [Theory]
    [InlineData("\"sampler_name\": \"Euler a\"", SamplerKind.EulerAncestral, ScheduleKind.Automatic)]
    [InlineData("\"sampler_index\": \"k_euler_a\"", SamplerKind.EulerAncestral, ScheduleKind.Automatic)]
    [InlineData("\"sampler_name\": null, \"sampler_index\": \"LMS\"", SamplerKind.Lms, ScheduleKind.Automatic)]
    [InlineData("\"sampler_name\": \"DPM++ 2M Karras\"", SamplerKind.DpmPlusPlus2M, ScheduleKind.Karras)]
    [InlineData("\"sampler_name\": \"DPM++ 2M\", \"scheduler\": \"Karras\"", SamplerKind.DpmPlusPlus2M, ScheduleKind.Karras)]
    [InlineData("\"sampler_name\": \"DPM++ 2M\", \"scheduler\": \"automatic\"", SamplerKind.DpmPlusPlus2M, ScheduleKind.Automatic)]
    [InlineData("\"sampler_name\": \"DPM++ 2M Karras\", \"scheduler\": \"SGM Uniform\"", SamplerKind.DpmPlusPlus2M, ScheduleKind.SgmUniform)]
    [InlineData("\"sampler_name\": \"DPM++ 2M SDE Exponential\"", SamplerKind.DpmPlusPlus2MSde, ScheduleKind.Exponential)]
    [InlineData("\"sampler_name\": \"k_dpmpp_2s_a_ka\"", SamplerKind.DpmPlusPlus2SAncestral, ScheduleKind.Karras)]
    [InlineData("\"sampler_name\": \"dpmpp_2m\"", SamplerKind.DpmPlusPlus2M, ScheduleKind.Automatic)]
    [InlineData("\"sampler_name\": \"UniPC\", \"scheduler\": \"\"", SamplerKind.UniPc, ScheduleKind.Automatic)]
    [InlineData("\"sampler_name\": \"DPM++ S2 a\"", SamplerKind.DpmPlusPlus2SAncestral, ScheduleKind.Automatic)]
    public void Samplers_have_all_the_names_that_clients_ever_sent(string fields, SamplerKind sampler, ScheduleKind schedule)
    {
        AskedGeneration asked = Read($"{{{fields}}}");

        Assert.Equal((sampler, schedule), (asked.Request.Sampler, asked.Request.Schedule));
    }

    [Fact]
    public void Every_sampler_and_schedule_that_is_listed_can_be_asked_for_by_name_and_alias()
    {
        foreach (WebUiSampler sampler in WebUiSamplers.All)
        {
            Assert.All(sampler.Aliases.Append(sampler.Name), name => Assert.Equal(sampler.Name, SamplerNames.LabelOf(Read($$"""{"sampler_name": "{{name}}"}""").Request.Sampler)));
        }

        Assert.All(WebUiSamplers.Schedulers, schedule => Read($$"""{"sampler_name": "Euler", "scheduler": "{{schedule.Name}}"}"""));
        Assert.All(WebUiSamplers.Schedulers, schedule => Read($$"""{"sampler_name": "Euler", "scheduler": "{{schedule.Label}}"}"""));
    }

    [Fact]
    public void A_sampler_that_is_not_offered_is_not_found_and_the_answer_names_those_that_are()
    {
        ThingMissingException error = Assert.Throws<ThingMissingException>(() => Read("""{"sampler_name": "DPM adaptive"}"""));

        Assert.StartsWith("Sampler not found", error.Message, StringComparison.Ordinal);
        Assert.Contains("dpmpp_2m", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_schedule_that_a_sampler_cannot_have_is_passed_over_with_a_warning()
        => Assert.Contains("DDIM has a schedule of its own", Assert.Single(Read("""{"sampler_name": "DDIM", "scheduler": "Karras"}""").Warnings), StringComparison.Ordinal);

    [Theory]
    [InlineData("\"subseed_strength\": 0.3", "subseed_strength")]
    [InlineData("\"tiling\": true", "tiling")]
    [InlineData("\"refiner_checkpoint\": \"xl\"", "refiner_checkpoint")]
    [InlineData("\"seed_resize_from_w\": 512", "seed_resize_from_w")]
    [InlineData("\"s_churn\": 2", "s_churn")]
    [InlineData("\"s_noise\": 1.1", "s_noise")]
    [InlineData("\"controlnet_units\": [{}]", "controlnet_units")]
    [InlineData("\"enable_hr\": true, \"hr_upscaler\": \"R-ESRGAN 4x+\"", "hr_upscaler")]
    [InlineData("\"seed\": -2", "seed")]
    [InlineData("\"seed\": 4294967296", "seed")]
    [InlineData("\"steps\": 0", "steps")]
    [InlineData("\"width\": 7", "width")]
    [InlineData("\"override_settings\": {\"CLIP_stop_at_last_layers\": 2}", "CLIP_stop_at_last_layers")]
    [InlineData("\"override_settings\": {\"sd_vae\": \"other.pt\"}", "sd_vae")]
    [InlineData("\"override_settings\": [1]", "override_settings")]
    [InlineData("\"infotext\": \"no parameters\"", "infotext")]
    [InlineData("\"prompt\": [\"a\", \"b\"]", "prompt")]
    public void What_would_be_another_picture_without_it_is_refused(string fields, string field) => Assert.Equal(field, Assert.Throws<FieldException>(() => Read($"{{{fields}}}")).Field);

    [Theory]
    [InlineData("\"script_name\": \"X/Y/Z plot\"", "Script 'X/Y/Z plot' not found")]
    [InlineData("\"alwayson_scripts\": {\"ADetailer\": {\"args\": []}}", "Script 'ADetailer' not found")]
    public void Scripts_are_not_found(string fields, string message) => Assert.StartsWith(message, Assert.Throws<FieldException>(() => Read($"{{{fields}}}")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("\"restore_faces\": false, \"tiling\": null, \"subseed_strength\": 0, \"seed_resize_from_w\": -1, \"seed_resize_from_h\": 0, \"s_noise\": 1.0, \"s_churn\": 0.0, \"s_tmin\": \"0.0\"")]
    [InlineData("\"script_name\": \"\", \"script_args\": [], \"alwayson_scripts\": {}, \"refiner_checkpoint\": \"None\", \"refiner_switch_at\": 0.8")]
    [InlineData("\"override_settings\": {\"CLIP_stop_at_last_layers\": 1, \"sd_vae\": \"Automatic\", \"sd_model_checkpoint\": \"\"}, \"enable_hr\": false, \"hr_upscaler\": \"Latent\"")]
    public void Fields_that_say_nothing_are_borne(string fields) => Assert.Empty(Read($"{{{fields}}}").Warnings);

    [Fact]
    public void What_is_only_on_top_is_left_out_with_a_warning() => Assert.StartsWith("restore_faces", Assert.Single(Read("""{"restore_faces": true}""").Warnings), StringComparison.Ordinal);

    [Fact]
    public void Sides_are_rounded_down_as_there_with_a_warning()
    {
        AskedGeneration asked = Read("""{"width": 517, "height": 512}""");

        Assert.Equal(512, asked.Request.Width);
        Assert.StartsWith("width: 517", Assert.Single(asked.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void An_infotext_counts_where_fields_are_left_out()
    {
        AskedGeneration asked = Read("""{"steps": 9, "infotext": "a fox\nNegative prompt: a hen\nSteps: 20, Sampler: DPM++ 2M, Schedule type: Karras, CFG scale: 4, Seed: 33, Size: 320x256, Model: x"}""");

        Assert.Equal(("a fox", "a hen", 9, 4.0, 33ul), (asked.Request.Batches[0][0], asked.Request.NegativePrompt, asked.Request.Steps, asked.Request.GuidanceScale, asked.Request.Seed));
        Assert.Equal((320, 256, SamplerKind.DpmPlusPlus2M, ScheduleKind.Karras), (asked.Request.Width, asked.Request.Height, asked.Request.Sampler, asked.Request.Schedule));
    }

    [Fact]
    public void Styles_are_in_the_prompts_and_unknown_ones_are_refused()
    {
        PromptStyle style = StyleList.BuiltIn()[0].Styles[0];

        Assert.Equal(style.ApplyTo("a fox"), Read($$"""{"prompt": "a fox", "styles": ["{{style.Name}}"]}""").Request.Batches[0][0]);
        Assert.Throws<UsageException>(() => Read("""{"styles": ["No such style at all"]}"""));
    }

    [Fact]
    public void So_many_styles_that_a_prompt_grows_without_end_are_refused()
    {
        string many = string.Join(',', Enumerable.Repeat($"\"{StyleList.BuiltIn()[0].Styles[0].Name}\"", 1_000));

        Assert.Equal("styles", Assert.Throws<JobRefusedException>(() => Read($$"""{"prompt": "a fox", "styles": [{{many}}]}""")).Field);
    }

    [Fact]
    public void A_picture_is_not_scaled_to_more_than_this_server_paints()
        => Assert.Equal("width", Assert.Throws<JobRefusedException>(() => ReadPicture("""{"width": 8192, "height": 8192, "init_images": ["is not even read"]}""")).Field);

    [Theory]
    [InlineData("CPU", NoiseKind.Torch)]
    [InlineData("NV", NoiseKind.Cuda)]
    [InlineData("gpu", NoiseKind.Cuda)]
    public void Random_numbers_are_those_of_the_option(string source, NoiseKind noise) => Assert.Equal(noise, Read($$$"""{"override_settings": {"randn_source": "{{{source}}}"}}""").Request.Noise);

    [Fact]
    public void Models_have_the_names_that_clients_send()
    {
        string[] names = ["two", "two.safetensors", "two.safetensors [0123456789]", "TWO"];

        Assert.All(names, name => Assert.Equal("two", Read($$$"""{"override_settings": {"sd_model_checkpoint": "{{{name}}}"}}""").Model.Name));
        Assert.Throws<ThingMissingException>(() => Read("""{"override_settings": {"sd_model_checkpoint": "../two"}}"""));
    }

    [Fact]
    public void Fresh_noise_is_passed_on_to_samplers_that_have_it_and_others_pass_it_over()
    {
        Assert.Equal(0.5, Read("""{"sampler_name": "DDIM", "eta": 0.5}""").Request.Eta);
        AskedGeneration euler = Read("""{"sampler_name": "Euler", "eta": 0.5}""");
        Assert.Null(euler.Request.Eta);
        Assert.Single(euler.Warnings);
    }

    [Theory]
    [InlineData("\"hr_scale\": 2", 128, 64)]
    [InlineData("\"hr_scale\": 1.5", 96, 48)]
    [InlineData("\"hr_resize_x\": 96", 96, 48)]
    [InlineData("\"hr_resize_x\": 96, \"hr_resize_y\": 96", 96, 96)]
    public void A_second_pass_has_the_size_that_is_asked_for(string fields, int width, int height)
    {
        SecondPass second = Read($$"""{"width": 64, "height": 32, "steps": 9, "enable_hr": true, "hr_upscaler": "Lanczos", "denoising_strength": 0.4, {{fields}}}""").Second!;

        Assert.Equal((width, height, 0.4, 9), (second.Width, second.Height, second.Strength, second.Steps));
    }

    [Fact]
    public void Img2img_without_a_picture_is_not_found_as_there()
        => Assert.StartsWith("Init image not found", Assert.Throws<ThingMissingException>(() => ReadPicture("{}")).Message, StringComparison.Ordinal);

    [Fact]
    public void Only_masked_paints_the_mask_s_surroundings_in_the_proportions_asked_for()
    {
        AskedGeneration asked = ReadPicture(
            $$"""{"width": 64, "height": 64, "init_images": ["{{ForeignRequests.Plain(200, 100, 9, 9, 9)}}"], "mask": "{{ForeignRequests.Mask(200, 100, 50, 40, 90, 60)}}", "mask_blur": 0, "inpainting_fill": 1, "inpaint_full_res_padding": 5}""");

        // 40 x 20 and 5 around are 50 x 30; a square of 50 has the proportions, in the middle.
        InpaintRegion region = asked.Region!;
        Assert.Equal((45, 25, 50, 50), (region.Left, region.Top, region.Width, region.Height));
        Assert.Equal((64, 64), (asked.Request.Initial!.Picture.Width, asked.Request.Initial.Mask!.Height));
    }

    [Fact]
    public void A_mask_is_inverted_and_its_edge_softened_outwards()
    {
        AskedGeneration asked = ReadPicture(
            $$"""{"width": 64, "height": 64, "init_images": ["{{ForeignRequests.Plain(64, 64, 9, 9, 9)}}"], "mask": "{{ForeignRequests.Mask(64, 64, 0, 0, 32, 64)}}", "mask_blur": 4, "inpainting_mask_invert": 1, "inpaint_full_res": false}""");

        ReadOnlySpan<byte> row = asked.Request.Initial!.Mask!.Pixels.Span[..64];
        Assert.Equal(0, row[10]);
        Assert.InRange(row[28], 1, 254);
        Assert.Equal(255, row[33]);
        Assert.Null(asked.Region);
    }

    [Fact]
    public void What_is_masked_is_filled_with_the_colours_around()
    {
        // Red with a blue middle, which the mask covers.
        AskedGeneration asked = ReadPicture(
            $$"""{"width": 64, "height": 64, "init_images": ["{{ForeignRequests.Plain(64, 64, 200, 10, 10)}}"], "mask": "{{ForeignRequests.Mask(64, 64, 16, 16, 48, 48)}}", "mask_blur": 0, "inpaint_full_res": false, "inpainting_fill": 0}""");

        Assert.Equal([200, 10, 10], asked.Request.Initial!.Picture.Pixels.Slice(3 * ((32 * 64) + 32), 3).ToArray());
    }

    [Theory]
    [InlineData("\"resize_mode\": 3", "resize_mode")]
    [InlineData("\"mask\": \"AAAA\"", "mask")]
    [InlineData("\"denoising_strength\": 1.5", "denoising_strength")]
    [InlineData("\"init_images\": [\"AAAA\"]", "init_images")]
    [InlineData("\"init_images\": [\"AAAA\", \"AAAA\"]", "init_images")]
    public void Pictures_that_cannot_be_used_name_their_field(string fields, string field)
        => Assert.Equal(field, Assert.Throws<FieldException>(() => ReadPicture($$"""{"init_images": ["{{ForeignRequests.Plain(8, 8, 0, 0, 0)}}"], {{fields}}}""")).Field);

    [Theory]
    [InlineData("\"inpainting_fill\": 2", "inpainting_fill")]
    [InlineData("\"mask_blur\": 1000", "mask_blur")]
    public void Masks_that_cannot_be_used_name_their_field(string fields, string field)
        => Assert.Equal(field, Assert.Throws<FieldException>(() => ReadPicture($$"""{"init_images": ["{{ForeignRequests.Plain(8, 8, 0, 0, 0)}}"], "mask": "{{ForeignRequests.Mask(8, 8, 0, 0, 4, 8)}}", {{fields}}}""")).Field);

    [Theory]
    [InlineData(0, 0, 255)] // each side by itself
    [InlineData(1, 0, 0)] // cut off at both sides
    [InlineData(2, 0, 255)] // whole, in the middle, its edges drawn out
    public void Pictures_of_other_proportions_are_fitted_as_asked(int mode, int first, int last)
    {
        // 128 x 64: black, but the rightmost quarter is white.
        AskedGeneration asked = ReadPicture($$"""{"width": 64, "height": 64, "resize_mode": {{mode}}, "init_images": ["{{ForeignRequests.Mask(128, 64, 96, 0, 128, 64)}}"]}""");

        ReadOnlySpan<byte> row = asked.Request.Initial!.Picture.Pixels.Span[..(64 * 3)];
        Assert.Equal(first, row[0]);
        Assert.Equal(last, row[^1]);
    }

    private AskedGeneration Read(string json) => Reader().ReadText(JsonFields.Parse(json), new WebUiSettings());

    private AskedGeneration ReadPicture(string json) => Reader().ReadPicture(JsonFields.Parse(json), new WebUiSettings());

    private GenerationReader Reader() => new(shared.Server.Models, () => new StyleBook(StyleList.BuiltIn()), new ServerLimits(), _ => (long)Drawn);
}
